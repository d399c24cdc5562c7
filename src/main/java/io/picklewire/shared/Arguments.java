package io.picklewire.shared;

import io.picklewire.pickle.Reader;
import io.picklewire.protocol.Request;
import io.picklewire.python.Budget;
import io.picklewire.python.BuiltinValue;
import io.picklewire.python.Index;
import io.picklewire.python.Iteration;
import io.picklewire.python.Py2Str;
import io.picklewire.python.PyException;
import io.picklewire.python.PyObject;
import io.picklewire.python.PyRange;
import io.picklewire.python.PySlice;
import io.picklewire.python.RangeItems;
import io.picklewire.python.Sealed;
import io.picklewire.python.Truth;
import io.picklewire.python.TypeName;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A call's arguments, bound to the method's parameters and numbered from 0. Used by one thread. */
public final class Arguments {
    /** Stands for an argument that was not given and has no default. */
    static final Object NOT_GIVEN = new Object();

    private static final Object UNOPENED = new Object();
    private static final BigInteger LARGEST = BigInteger.valueOf(Long.MAX_VALUE);
    private static final BigInteger SMALLEST = BigInteger.valueOf(Long.MIN_VALUE);

    private final @Nullable Object[] bound;
    private final Event.@Nullable Called call;
    private final Map<String, Sealed> keywords;
    private final Contents contents;
    private ObjectLookup objects = ident -> null;
    /** The opened arguments; a proxy's place is taken by what its object contains. */
    private @Nullable Object @Nullable [] values;

    /** For each argument that is a proxy of a container in this manager, what that contained. */
    private Map<Integer, Container<?>> contained = Map.of();

    private Arguments(
            @Nullable Object[] bound, Map<String, Sealed> keywords, Contents contents, Event.@Nullable Called call) {
        this.bound = bound;
        this.call = call;
        this.keywords = keywords;
        this.contents = contents;
        if (!contents.byIdent().isEmpty()) {
            for (int i = 0; i < bound.length; i++) {
                resolve(i);
            }
        }
    }

    /** Binds the arguments of a method. In place of a container's proxy they have what it contained. */
    static Arguments bind(Signature signature, Event.Called call) {
        Request request = call.request();
        return new Arguments(signature.bind(request.args(), request.kwargs()), request.kwargs(), call.contents(), call);
    }

    /** Binds the arguments of a constructor, which nobody waits in. */
    static Arguments bind(
            Signature signature,
            List<Sealed> args,
            Map<String, Sealed> kwargs,
            Contents contents,
            ObjectLookup objects) {
        Arguments arguments = new Arguments(signature.bind(args, kwargs), kwargs, contents, null);
        arguments.objects = objects;
        return arguments;
    }

    private void resolve(int index) {
        String ident = Contents.proxied(bound[index]);
        Container<?> content = ident == null ? null : contents.byIdent().get(ident);
        if (content != null) {
            if (contained.isEmpty()) {
                contained = new HashMap<>();
            }
            contained.put(index, content);
            keepValue(index, content.value());
        }
    }

    /** Of a constructor's argument that is a proxy of an object in this manager: that object; null otherwise. */
    @Nullable
    SharedObject object(int index) {
        String ident = Contents.proxied(bound[index]);
        return ident == null ? null : objects.find(ident);
    }

    /** The call whose arguments these are. */
    Event.Called call() {
        return Objects.requireNonNull(call, "a constructor is not called by a client");
    }

    ClientId client() {
        return call().client();
    }

    /** Whose Python reads the answer. */
    Reader reader() {
        return call().request().reader();
    }

    /** The keyword arguments as they came, whether or not they are bound to parameters. */
    Map<String, Sealed> keywords() {
        return keywords;
    }

    /** The keyword arguments as entries of a dict: Python 2 has its own {@code str} there. */
    void forEachKeyword(BiConsumer<Object, Sealed> put) {
        keywords.forEach((name, value) ->
                put.accept(value.isPython2() ? Py2Str.of(name.getBytes(StandardCharsets.US_ASCII)) : name, value));
    }

    /** How many there are; of a method with parameters, as many as those. */
    int count() {
        return bound.length;
    }

    /** Whether the argument is a proxy of a container of that type in this manager. */
    boolean isProxyOf(Class<?> type, int index) {
        return type.isInstance(contained.get(index));
    }

    boolean given(int index) {
        return bound[index] != NOT_GIVEN;
    }

    /** The argument as it came, to be kept. */
    @Nullable
    Object stored(int index) {
        return bound[index];
    }

    /** The argument as it came, of a parameter without a default. */
    Sealed sealed(int index) {
        return (Sealed) Objects.requireNonNull(bound[index]);
    }

    /** The argument itself: of a proxy that is the proxy. To be compared and hashed, as Python does those. */
    @Nullable
    Object own(int index) {
        return contained.containsKey(index) ? Sealed.open(bound[index]) : opened(index);
    }

    /**
     * The argument's value, to be used: for a proxy of a container in this manager, what that contains; for an object
     * that is a builtin type's value too, such as a scalar of numpy, that.
     */
    public @Nullable Object value(int index) {
        return BuiltinValue.of(opened(index));
    }

    private @Nullable Object opened(int index) {
        if (!(bound[index] instanceof Sealed sealed)) {
            return bound[index];
        }
        @Nullable Object[] known = values;
        if (known != null && known[index] != UNOPENED) {
            return known[index];
        }
        Budget.spendBytesBeforehand(sealed.size()); // methods open their arguments before they change anything
        Object value = sealed.open();
        keepValue(index, value);
        return value;
    }

    private void keepValue(int index, @Nullable Object value) {
        if (values == null) {
            values = new @Nullable Object[bound.length];
            Arrays.fill(values, UNOPENED);
        }
        values[index] = value;
    }

    /**
     * What iterating over the argument gives, each item ready to be kept.
     *
     * @throws PyException TypeError when it cannot be iterated over
     */
    List<@Nullable Object> items(int index) {
        List<@Nullable Object> items = new ArrayList<>();
        Object value = value(index);
        if (value instanceof PyRange range) {
            ResultLimit.requireCounted(range.size());
            Budget.spendBeforehand(range.size().longValue());
        }
        boolean isMade = isMade(value);
        UnaryOperator<@Nullable Object> kept = keeping(index);
        for (Iterator<@Nullable Object> each = Iteration.of(value); each.hasNext(); ) {
            items.add(kept.apply(each.next()));
            if (isMade) {
                ResultLimit.requireMade(items.size());
            }
        }
        return items;
    }

    /** The same as {@link #items}; of a tuple or a list that came sealed, nothing is opened, and the items of a range are not made. */
    List<? extends @Nullable Object> parts(int index) {
        List<Sealed> sealed =
                bound[index] instanceof Sealed whole && !contained.containsKey(index) ? whole.items() : null;
        if (sealed != null) {
            return sealed;
        }
        if (value(index) instanceof PyRange range) {
            ResultLimit.require(range.size());
            return new RangeItems(range);
        }
        return items(index);
    }

    /**
     * Gives the entries that {@code dict(argument)} would have, each value ready to be kept, up to the first
     * that is none.
     *
     * @throws PyException as {@code dict.update} raises at that one
     */
    void forEachEntry(int index, BiConsumer<@Nullable Object, @Nullable Object> put) {
        Object value = value(index);
        boolean isMade = isMade(value);
        int[] count = {0};
        UnaryOperator<@Nullable Object> kept = keeping(index);
        // What a container keeps are pairs once they are opened; a dict's entries are that already.
        boolean isOfPairs = isProxyOf(Container.class, index) && !isProxyOf(SharedDict.class, index);
        Iteration.forEachEntry(isOfPairs ? StoredValue.open(value) : value, (key, part) -> {
            put.accept(key, kept.apply(part));
            if (isMade) {
                ResultLimit.requireMade(++count[0]);
            }
        });
    }

    /** Whether what an iteration gives is worked out one by one: nobody knows beforehand how much that is. */
    private static boolean isMade(@Nullable Object value) {
        boolean isMade = value instanceof PyObject;
        Budget.spendBeforehand(isMade ? Integer.MAX_VALUE : 0);
        return isMade;
    }

    /**
     * How parts of an argument are kept: those of one that holds proxies are sealed again, so that what they refer to is
     * known. To be asked once for all parts, since it looks at the whole argument.
     */
    private UnaryOperator<@Nullable Object> keeping(int index) {
        return bound[index] instanceof Sealed sealed && Contents.holdsProxies(sealed)
                ? sealed::part
                : UnaryOperator.identity();
    }

    /** @throws PyException TypeError when it is no name of an attribute */
    String attribute(int index) {
        Object name = value(index) instanceof Py2Str str ? str.toPython3() : value(index);
        if (name instanceof String text) {
            return text;
        }
        throw PyException.typeError("attribute name must be string, not '" + TypeName.of(name) + "'");
    }

    /** Whether it is true. */
    public boolean truth(int index) {
        return Truth.of(value(index));
    }

    /** An index into a sequence; beyond what any has it is cut off. */
    long bound(int index) {
        return Index.of(value(index)).max(SMALLEST).min(LARGEST).longValue();
    }

    /**
     * An int that a Python 2 slice is made of; beyond what C has it is cut off.
     *
     * @throws PyException TypeError in Python 2's words when it is none
     */
    long plainInt(int index) {
        if (!Index.isIndex(value(index))) {
            throw PyException.typeError("an integer is required");
        }
        return bound(index);
    }

    /**
     * Where an index points in a sequence of that size; one below zero counts from the end.
     *
     * @param notAnIndex what is raised for what is no index
     * @throws PyException IndexError when it points nowhere
     */
    int position(int index, int size, String outOfRange, Supplier<PyException> notAnIndex) {
        Object value = value(index);
        if (!Index.isIndex(value)) {
            throw notAnIndex.get();
        }
        BigInteger given = Index.of(value);
        if (given.bitLength() >= Long.SIZE) {
            throw PyException.indexError("cannot fit 'int' into an index-sized integer");
        }
        long position = given.longValue() < 0 ? given.longValue() + size : given.longValue();
        if (position < 0 || position >= size) {
            throw PyException.indexError(outOfRange);
        }
        return (int) position;
    }

    /** Python 2's slices come as two ints that have been counted from the start; what is still negative is 0. */
    PySlice plainSlice() {
        return new PySlice(Math.max(0, plainInt(0)), Math.max(0, plainInt(1)), null);
    }

    /** @throws PyException OverflowError when the int is beyond what C has for sizes */
    long index(int index) {
        BigInteger value = Index.of(value(index));
        if (value.bitLength() >= Long.SIZE) {
            throw PyException.overflowError("Python int too large to convert to C ssize_t");
        }
        return value.longValue();
    }

    /** An index that has to fit: IndexError or OverflowError otherwise, as {@code type} names it. */
    int size(int index, String type) {
        BigInteger value = Index.of(value(index));
        if (value.bitLength() >= Long.SIZE) {
            throw PyException.builtin(type, "cannot fit 'int' into an index-sized integer");
        }
        return value.max(BigInteger.valueOf(Integer.MIN_VALUE))
                .min(BigInteger.valueOf(Integer.MAX_VALUE))
                .intValue();
    }
}
