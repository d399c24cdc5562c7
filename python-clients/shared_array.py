"""Numbers in shared memory and in a queue: the Python side of ../examples/SharedArray.java. Python 3.8 or later."""
try:
    import numpy
except ImportError:
    numpy = None


def doubles(buffer):
    """The numbers in it, without a copy: of numpy where that is installed."""
    if numpy is None:
        return memoryview(buffer).cast('B').cast('d')
    return numpy.frombuffer(buffer, dtype='d')


def repeat_half(buffer):
    """Moves the second half of the numbers over the first."""
    numbers = doubles(buffer)
    half = len(numbers) // 2
    numbers[:half] = numbers[half:2 * half]


def answer(connection, queue):
    """Changes the blocks that come through a pipe; for 'queue', the array that waits in the queue. Ends with the pipe."""
    connection.send('memoryview' if numpy is None else 'numpy')
    while True:
        try:
            block = connection.recv()
        except EOFError:
            return
        if block == 'queue':
            numbers = queue.get()
            repeat_half(numbers)
            queue.put(numbers)
        else:
            repeat_half(block.buf)
            block.close()
        connection.send('done')
