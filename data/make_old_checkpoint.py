"""Train two small programs of TensorFlow 1.15: writes a checkpoint, and the losses that followed.

    python3.7 -m venv /tmp/old
    /tmp/old/bin/pip install tensorflow==1.15.5 'protobuf<3.21' 'numpy<1.19'
    /tmp/old/bin/python data/make_old_checkpoint.py

takes seconds. `pictures` is a convolution, batch normalization and a dense layer, trained by
Momentum; `text` is an embedding, an LSTM, a GRU and a dense layer, trained by Adam. After six
steps the variables are saved; the losses of the next four go into old_checkpoint.csv. Everything is
written as programs of 2017 were, in the syntax of Python 3.7.
"""

import sys

import numpy as np
import tensorflow as tf
from making import DATA, store_losses

if not tf.__version__.startswith("1.15."):
    sys.exit(f"This is TensorFlow {tf.__version__}: the checkpoint is written by 1.15 (see above).")

draw = np.random.RandomState(20)
images = draw.normal(size=(8, 6, 6, 1)).astype("float32")
words = (10 * draw.random_sample((8, 5))).astype("int32")
classes = np.arange(8) % 3
BEFORE, AFTER = 6, 4  # steps


def mean_loss(logits):
    return tf.losses.sparse_softmax_cross_entropy(labels=classes, logits=logits)


tf.set_random_seed(20)
training = tf.placeholder_with_default(False, [])
rate = tf.placeholder_with_default(0.1, [])
with tf.variable_scope("pictures"):
    hidden = tf.layers.conv2d(images, 4, 3, name="conv")
    hidden = tf.layers.batch_normalization(hidden, momentum=0.9, training=training, name="norm")
    hidden = tf.layers.flatten(tf.nn.relu(hidden))
    pictures_loss = mean_loss(tf.layers.dense(hidden, 3, name="scores"))
with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
    pictures_step = tf.train.MomentumOptimizer(rate, 0.9).minimize(pictures_loss)

with tf.variable_scope("text"):
    table = tf.get_variable("embedding", [10, 4])
    hidden = tf.nn.embedding_lookup(table, words)
    cell = tf.nn.rnn_cell.BasicLSTMCell(5)
    hidden, _ = tf.nn.dynamic_rnn(cell, hidden, dtype=tf.float32, scope="lstm")
    cell = tf.nn.rnn_cell.GRUCell(3)
    _, hidden = tf.nn.dynamic_rnn(cell, hidden, dtype=tf.float32, scope="gru")
    text_loss = mean_loss(tf.layers.dense(hidden, 3, name="scores"))
text_step = tf.train.AdamOptimizer(0.05).minimize(text_loss)

PROGRAMS = {  # name -> its loss, its step, what is fed to both
    "pictures": (pictures_loss, pictures_step, {training: True}),
    "text": (text_loss, text_step, {}),
}
saver = tf.train.Saver()
path = str(DATA / "old_checkpoint")
one_thread = tf.ConfigProto(intra_op_parallelism_threads=1, inter_op_parallelism_threads=1)
rows = []
with tf.Session(config=one_thread) as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(BEFORE):
        sess.run([pictures_step, text_step], {training: True})
    saver.save(sess, path, write_meta_graph=False, write_state=False)
    rows.append(["in use", 0, sess.run(pictures_loss)])
    for name, (loss, step, feed) in PROGRAMS.items():
        for i in range(AFTER):
            rows.append([name, i, sess.run([loss, step], feed)[0]])
    rows.append(["in use after them", 0, sess.run(pictures_loss)])
    saver.restore(sess, path)
    for i in range(AFTER):
        feed = {training: True, rate: 0.1 * 0.5**i}
        rows.append(["rate halved", i, sess.run([pictures_loss, pictures_step], feed)[0]])

store_losses("old_checkpoint", [[name, i, f"{loss:.7f}"] for name, i, loss in rows])
