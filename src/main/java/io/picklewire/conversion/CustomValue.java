package io.picklewire.conversion;

import io.picklewire.pickle.PickledValue;
import io.picklewire.python.Sealed;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A sealed value that is opened with the user's constructors. */
record CustomValue(PickledValue pickled, CustomTypes types) implements Sealed {
    @Override
    public @Nullable Object open() {
        return pickled.open(types::loader);
    }

    @Override
    public Sealed part(@Nullable Object value) {
        return pickled.part(value);
    }

    @Override
    public List<String> references() {
        return pickled.references();
    }

    @Override
    public boolean mayHoldProxies() {
        return pickled.mayHoldProxies();
    }

    @Override
    public boolean isPython2() {
        return pickled.isPython2();
    }

    @Override
    public int size() {
        return pickled.size();
    }
}
