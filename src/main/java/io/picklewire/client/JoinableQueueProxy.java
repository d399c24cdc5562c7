package io.picklewire.client;

/**
 * A queue in a manager that counts the items which are not done yet: every item that is taken is to be followed by
 * {@link #taskDone()}, and {@link #join()} waits until all are. Any thread.
 *
 * @param <E> what the items are to this program
 */
public final class JoinableQueueProxy<E> extends QueueProxy<E> {
    private JoinableQueueProxy(Proxy proxy, ElementType<E> items) {
        super(proxy, items);
    }

    /** The object of a proxy as a queue: its methods are to be those of Python's. */
    public static <E> JoinableQueueProxy<E> over(Proxy proxy) {
        return new JoinableQueueProxy<>(proxy, ElementType.plain());
    }

    @Override
    public <T> JoinableQueueProxy<T> of(Class<T> type) {
        return new JoinableQueueProxy<>(proxy(), ElementType.of(type));
    }

    /**
     * Says that an item that was taken is done.
     *
     * @throws IllegalStateException when as many were done already as were put
     */
    public void taskDone() {
        try {
            proxy().call("task_done");
        } catch (RemoteException.ValueError tooMany) {
            throw new IllegalStateException(tooMany.message(), tooMany);
        }
    }

    /** Waits until all items that were put are done. */
    public void join() throws InterruptedException {
        proxy().interruptibly("join", Waiting.ANY_TIME);
    }
}
