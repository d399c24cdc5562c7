package io.picklewire.pickle;

import static net.razorvine.pickle.Opcodes.*;

import io.picklewire.python.PyObject;
import io.picklewire.python.Sealed;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import net.razorvine.pickle.IObjectDeconstructor;
import net.razorvine.pickle.IObjectPickler;
import net.razorvine.pickle.PickleException;
import net.razorvine.pickle.Pickler;
import org.jspecify.annotations.Nullable;

/**
 * Writes Python values as a pickle of protocol 0 to 5; what the {@link Loader} read comes out as it was.
 *
 * <p>{@link PickledValue}s go in as they are where the reader's protocol knows their opcodes. Nesting of any
 * depth is written without recursion. Picklers and deconstructors that a user registered with Pyrolite go on
 * working, unless {@link #withoutRegistered} was called. Every failure is a {@link PickleException}.
 *
 * <p>Not thread-safe; messages may follow one another. Source: CPython's {@code pickle._Pickler}.
 */
public final class Dumper extends Pickler {
    /** The highest protocol of any Python. */
    public static final int HIGHEST = 5;
    /** The protocol that every Python 3 from 3.4 on reads. */
    static final int COMMON = 4;
    /** The highest protocol of Python 2. */
    static final int PYTHON2 = 2;
    /** How many objects most messages name. */
    private static final int FEW = 4;
    /** How long most messages are. */
    private static final int SHORT = 64;
    /** The protocol in which Python 3.6 and 3.7 write. */
    static final int PYTHON3 = 3;

    private final int protocol;
    private PickleBuffer buffer;
    private OpcodeWriter opcodes;
    private IdentityHashMap<Object, Integer> numbers = new IdentityHashMap<>(FEW);
    private final CycleTracker underway = new CycleTracker();
    private boolean isFresh = true;
    /** A class that is known to have no pickler of a user's: long lists are of one class. */
    private @Nullable Class<?> notCustom;

    private int entries;
    private int announced;
    private final Deque<Runnable> pending = new ArrayDeque<>();
    private final ValueWriter values = new ValueWriter(this);
    private final Map<Class<?>, IObjectPickler> picklers = new HashMap<>(0);
    private final ProxySubstitution copies;
    private boolean isIsolated;

    /** A dumper for readers of pickles up to {@code protocol}, 0 to 5. */
    public Dumper(int protocol) {
        this(protocol, null);
    }

    /** A dumper for one who reads pickles. */
    public Dumper(Reader reader, @Nullable Function<String, @Nullable Object> contents) {
        this(reader.protocol(), contents);
    }

    /** For whom it writes. */
    public Reader reader() {
        return Reader.ofPickle(protocol);
    }

    /**
     * A dumper that writes copies of what shared objects contain in place of their proxies.
     *
     * @param contents what the object with an ident contains, null when its proxy is to stay
     */
    public Dumper(int protocol, @Nullable Function<String, @Nullable Object> contents) {
        if (protocol < 0 || protocol > HIGHEST) {
            throw new IllegalArgumentException("pickle protocol " + protocol + " is not one of 0 to " + HIGHEST);
        }
        this.protocol = protocol;
        this.buffer = new PickleBuffer(SHORT);
        this.opcodes = new OpcodeWriter(buffer, protocol);
        this.copies = new ProxySubstitution(contents);
    }

    /**
     * Writes instances of {@code type}, and of what extends or implements it, with {@code pickler}, in this dumper only.
     */
    public Dumper pickle(Class<?> type, IObjectPickler pickler) {
        picklers.put(type, pickler);
        return this;
    }

    /** Passes over what is registered with Pyrolite for the whole JVM. */
    public Dumper withoutRegistered() {
        isIsolated = true;
        return this;
    }

    @Override
    public byte[] dumps(@Nullable Object value) {
        write(value);
        return buffer.toByteArray();
    }

    /** The same in parts, one after the other: what is long and sealed is not copied. */
    public ByteBuffer[] parts(@Nullable Object value) {
        write(value);
        return buffer.toParts();
    }

    private void write(@Nullable Object value) {
        start();
        if (protocol >= 2) {
            announce(protocol);
        }
        save(value);
        buffer.write(STOP);
    }

    @Override
    public void dump(@Nullable Object value, OutputStream stream) throws IOException {
        stream.write(dumps(value));
    }

    /** The opcodes of one value, with neither PROTO nor STOP; {@link #entries()} tells its memo entries. */
    byte[] piece(@Nullable Object value) {
        start();
        save(value);
        return buffer.toByteArray();
    }

    /** How many memo entries the message has made so far. */
    int entries() {
        return entries;
    }

    private void start() {
        if (!isFresh) {
            buffer = new PickleBuffer(SHORT);
            opcodes = new OpcodeWriter(buffer, protocol);
            numbers = new IdentityHashMap<>(FEW);
            underway.clear();
        }
        isFresh = false;
        entries = 0;
        announced = protocol;
        pending.clear();
    }

    /** Writes one value whole. For users' picklers, which call it for the parts of their objects. */
    @Override
    public void save(@Nullable Object value) {
        int depth = pending.size();
        emit(value);
        while (pending.size() > depth) {
            pending.pop().run();
        }
    }

    /** Writes a value, or what can be written of it before its parts: those are then pending. */
    void emit(@Nullable Object value) {
        if (value == null) {
            opcodes.none();
        } else if (value instanceof PickledValue sealed && sealed.readableAt(protocol) && !copies.concerns(sealed)) {
            embed(sealed);
        } else if (value instanceof Sealed sealed) {
            emit(sealed.open());
        } else if (numbers.containsKey(value)) {
            get(value);
        } else if (!custom(value)) {
            Object written = copies.inPlaceOf(value);
            if (written == value) {
                values.write(value);
            } else {
                emit(written);
            }
        }
    }

    /** A reader looks names up as the protocol that was announced last has them. */
    private void embed(PickledValue sealed) {
        if (sealed.protocol() > announced) {
            announce(sealed.protocol());
        }
        entries += sealed.write(buffer, entries);
    }

    private void announce(int number) {
        buffer.write(PROTO);
        buffer.write(number);
        announced = number;
    }

    private boolean custom(Object value) {
        if (value.getClass() == notCustom) {
            return false;
        }
        try {
            IObjectPickler pickler = pickler(value.getClass());
            if (pickler == null && !isIsolated) {
                pickler = getCustomPickler(value.getClass());
            }
            if (pickler != null) {
                pickler.pickle(value, buffer, this);
                return true;
            }
        } catch (IOException e) {
            throw new PickleException("the pickler of " + value.getClass().getName() + " failed", e);
        }
        IObjectDeconstructor deconstructor = isIsolated ? null : getCustomDeconstructor(value.getClass());
        if (deconstructor != null) {
            values.reduce(value, deconstructor.getModule(), deconstructor.getName(), deconstructor.deconstruct(value));
        } else {
            notCustom = value.getClass();
        }
        return deconstructor != null;
    }

    /**
     * What this dumper writes instances of a class with, by {@link #pickle}: the pickler of the class, of an interface
     * that it implements, or of the nearest class above for which there is either; or null.
     */
    public @Nullable IObjectPickler pickler(Class<?> type) {
        for (Class<?> each = type; each != null && !picklers.isEmpty(); each = each.getSuperclass()) {
            IObjectPickler own = picklerOf(each);
            if (own != null) {
                return own;
            }
        }
        return null;
    }

    private @Nullable IObjectPickler picklerOf(Class<?> type) {
        IObjectPickler found = picklers.get(type);
        for (Class<?> each : type.getInterfaces()) {
            found = found != null ? found : picklerOf(each);
        }
        return found;
    }

    /**
     * Carries these steps out one after the other, each with the steps that it adds, before the steps that were pending
     * already.
     */
    void then(Runnable... steps) {
        for (int i = steps.length - 1; i >= 0; i--) {
            pending.push(steps[i]);
        }
    }

    /** The arguments of an object are about to be written. */
    void beginArguments(PyObject object) {
        for (Object container : underway.begin(object)) {
            if (!(container instanceof PyObject)) {
                numbers.remove(container);
            }
        }
    }

    void endArguments(PyObject object) {
        underway.end(object);
    }

    /** Does the steps that write the parts of what was just opened, one after the other. */
    void fill(Object container, Runnable... steps) {
        if (underway.open(container)) {
            then(underway::close);
        }
        then(steps);
    }

    /** Whether {@code value} was written, whole or in part, before. */
    boolean isMemoized(Object value) {
        return numbers.containsKey(value);
    }

    void get(Object value) {
        opcodes.get(Objects.requireNonNull(numbers.get(value)));
    }

    /** Names the value on top of the stack, so that it is written once. */
    void memoize(Object value) {
        numbers.put(value, entries);
        opcodes.put(entries++);
    }

    /** The value was written already, as one of its own parts: the second copy is dropped. */
    void memoizeOnce(Object value) {
        if (isMemoized(value)) {
            opcodes.opcode(POP);
            get(value);
        } else {
            memoize(value);
        }
    }

    OpcodeWriter opcodes() {
        return opcodes;
    }

    /** The highest protocol of the readers it writes for. */
    public int protocol() {
        return protocol;
    }

    @Override
    protected void writeMemo(Object value) {
        memoize(value);
    }
}
