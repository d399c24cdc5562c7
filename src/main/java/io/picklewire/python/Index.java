package io.picklewire.python;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

public final class Index {
    private Index() {}

    public static BigInteger of(@Nullable Object o) {
        if (o instanceof BigInteger b) return b;
        if (o instanceof Number n) return BigInteger.valueOf(n.longValue());
        throw PyException.typeError("index");
    }
}
