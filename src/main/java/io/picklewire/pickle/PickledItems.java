package io.picklewire.pickle;

import static net.razorvine.pickle.Opcodes.MARK;
import static net.razorvine.pickle.Opcodes.TUPLE;

import io.picklewire.python.Sealed;
import java.util.AbstractList;
import java.util.Objects;

/** The items of a tuple or a list that lie in a message, none of which reads what another one made. Immutable; any thread. */
final class PickledItems extends AbstractList<Sealed> implements Sealed.Items {
    private final Scanner.Traits traits;
    private final SpanList spans;

    PickledItems(Scanner.Traits traits, SpanList spans) {
        this.traits = traits;
        this.spans = spans;
    }

    @Override
    public int size() {
        return spans.size();
    }

    @Override
    public Sealed get(int index) {
        return Objects.requireNonNull(PickledValue.cut(traits, spans.get(Objects.checkIndex(index, size()))));
    }

    @Override
    public Sealed tuple(int from, int to) {
        Objects.checkFromToIndex(from, to, size());
        PickleBuffer out = new PickleBuffer(from == to ? 2 : spans.to(to - 1) - spans.from(from) + 2);
        out.write(MARK);
        int start = from;
        while (start < to) {
            int end = start + 1;
            while (end < to && spans.from(end) == spans.to(end - 1)) {
                end++;
            }
            write(out, new Span(spans.from(start), spans.to(end - 1), 0));
            start = end;
        }
        out.write(TUPLE);
        return PickledValue.whole(out.toByteArray(), traits, 0);
    }

    @Override
    public boolean mayHoldProxies() {
        return traits.namesProxies();
    }

    private void write(PickleBuffer out, Span run) {
        if (traits.frames().isIn(run)) {
            byte[] unframed = traits.frames().without(traits.message(), run);
            out.write(unframed, 0, unframed.length);
        } else {
            out.write(traits.message(), run.from(), run.to() - run.from());
        }
    }
}
