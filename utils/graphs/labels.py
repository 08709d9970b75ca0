"""What is written on the boxes and lines of a drawing."""

import re

import tensorflow.compat.v1 as tf

#: A constant's value of at most this many characters is written into its box.
LONGEST_VALUE = 12


def shape_text(tensor):
    """The static shape of `tensor` as TensorFlow 1 prints it: "(?, 784)"; "" if unknown."""
    if tensor.shape.rank is None:
        return ""
    sizes = ["?" if size is None else str(size) for size in tensor.shape.as_list()]
    return f"({sizes[0]},)" if len(sizes) == 1 else f"({', '.join(sizes)})"


def type_text(operation):
    """The type of an operation, or "" where its name says as much ("add_1" is an "AddV2")."""
    name = re.sub(r"_\d+$", "", operation.name.split("/")[-1])
    type_ = re.sub(r"V\d+$", "", operation.type)
    return "" if name.lower() == type_.lower() else operation.type


def value_text(constant):
    """The value of a constant as text, or "" if it is too long for a box."""
    (tensor,) = constant.outputs
    if (tensor.shape.num_elements() or 0) > LONGEST_VALUE:
        return ""
    # Not tf.get_static_value: a tensor that it has looked at can no longer be fed.
    value = tf.make_ndarray(constant.get_attr("value"))
    if tensor.dtype == tf.string and tensor.shape.rank == 0:
        text = repr(value.item().decode(errors="replace"))
    else:
        text = str(value)
    return text if len(text) <= LONGEST_VALUE and "\n" not in text else ""
