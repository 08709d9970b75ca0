"""A program in the style of 2017, for lesson 20: it needs TensorFlow 1."""
import tensorflow as tf
from tensorflow.examples.tutorials.mnist import input_data

flags = tf.app.flags
flags.DEFINE_string("data_dir", "MNIST_data", "where the digits are")
flags.DEFINE_string("resume", "", "checkpoint to go on from")
flags.DEFINE_string("save", "model.ckpt", "where to save")
flags.DEFINE_integer("steps", 400, "steps of training")
flags.DEFINE_integer("batch_size", 50, "digits in a batch")
flags.DEFINE_float("keep_prob", 0.8, "what dropout keeps")
FLAGS = flags.FLAGS


def network(images, keep_prob, training):
    h = tf.reshape(images, [-1, 28, 28, 1])
    for name in ["first", "second"]:
        with tf.variable_scope(name):
            h = tf.layers.conv2d(h, 8, 3, strides=2, name="conv")
            h = tf.layers.batch_normalization(
                h, momentum=0.9, training=training, name="norm")
            h = tf.nn.relu(h)
    h = tf.nn.dropout(tf.contrib.layers.flatten(h), keep_prob)
    l2 = tf.contrib.layers.l2_regularizer(0.001)
    return tf.layers.dense(h, 10, kernel_regularizer=l2, name="scores")


def main(_):
    tf.set_random_seed(20)
    mnist = input_data.read_data_sets(
        FLAGS.data_dir, one_hot=True, validation_size=1000, seed=20)
    x = tf.placeholder(tf.float32, [None, 784])
    y = tf.placeholder(tf.float32, [None, 10])
    keep_prob = tf.placeholder(tf.float32)
    training = tf.placeholder(tf.bool)

    logits = network(x, keep_prob, training)
    loss = tf.reduce_mean(
        tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=logits))
    loss += tf.losses.get_regularization_loss()
    right = tf.equal(tf.arg_max(logits, 1), tf.arg_max(y, 1))
    accuracy = tf.reduce_mean(tf.to_float(right))

    global_step = tf.train.get_or_create_global_step()
    rate = tf.train.exponential_decay(0.01, global_step, 100, 0.5)
    update_ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
    with tf.control_dependencies(update_ops):
        train = tf.train.AdamOptimizer(rate).minimize(loss, global_step)

    saver = tf.train.Saver()
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        if FLAGS.resume:
            saver.restore(sess, FLAGS.resume)
        for i in range(FLAGS.steps):
            images, labels = mnist.train.next_batch(FLAGS.batch_size)
            _, now = sess.run([train, loss], {
                x: images, y: labels, keep_prob: FLAGS.keep_prob, training: True})
            print("step %d loss %.6f" % (i, now))
        print("accuracy %.4f" % sess.run(accuracy, {
            x: mnist.test.images, y: mnist.test.labels,
            keep_prob: 1.0, training: False}))
        saver.save(sess, FLAGS.save)


if __name__ == "__main__":
    tf.app.run()
