package io.picklewire.python;

import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The reprs of objects of the standard library's value classes, from the recipe that their pickle is. A recipe
 * that the class would not write shows as an object of an unknown class.
 */
final class KnownObjects {
    private final ReprWriter out;
    private final PyObject object;
    private final List<@Nullable Object> args;

    KnownObjects(ReprWriter out, PyObject object) {
        this.out = out;
        this.object = object;
        this.args = arguments(object);
    }

    /** {@code str(object)} in Python 3, or null where that is its repr. */
    static @Nullable String str(PyObject object) {
        PyGlobal type = TypeName.type(object);
        if (type == null) {
            return null;
        }
        if (ExceptionRepr.isException(object)) {
            return ExceptionRepr.message(type, PyTuple.copyOf(arguments(object)));
        }
        return switch (type.module()) {
            case "decimal", "_decimal", "cdecimal" -> NumberRepr.decimal(type, arguments(object));
            case "fractions" -> {
                String fraction = NumberRepr.fraction(type, arguments(object));
                yield fraction == null ? null : fraction.replaceFirst("/1$", "");
            }
            case "uuid" -> NumberRepr.uuid(type, object);
            case "datetime" -> DateTexts.str(type, arguments(object));
            default -> null;
        };
    }

    void write() {
        PyGlobal type = TypeName.type(object);
        if (type == null) {
            out.text("<object>");
        } else if (ExceptionRepr.isBuiltin(type)) {
            ExceptionRepr.write(out, type, PyTuple.copyOf(args));
        } else if (!known(type)) {
            out.text("<" + type.module() + "." + type.name() + " object>");
        }
    }

    private boolean known(PyGlobal type) {
        return switch (type.module()) {
            case "collections" -> collection(type.name());
            case "datetime" -> DateTexts.write(out, type, args);
            case "decimal", "_decimal", "cdecimal" -> shown(wrapped("Decimal('", NumberRepr.decimal(type, args), "')"));
            case "uuid" -> shown(wrapped("UUID('", NumberRepr.uuid(type, object), "')"));
            case "fractions" -> {
                String fraction = NumberRepr.fraction(type, args);
                yield fraction != null && shown("Fraction(" + fraction.replace("/", ", ") + ")");
            }
            case "builtins", "__builtin__" -> type.name().equals("type") && singletonType();
            default -> false;
        };
    }

    /** {@code type(None)} and the like: types without a name of their own. */
    private boolean singletonType() {
        boolean none = args.size() == 1 && args.get(0) == null;
        return none && shown(out.isPython2() ? "<type 'NoneType'>" : "<class 'NoneType'>");
    }

    private boolean shown(@Nullable String text) {
        if (text != null) {
            out.text(text);
        }
        return text != null;
    }

    private static @Nullable String wrapped(String before, @Nullable String text, String after) {
        return text == null ? null : before + text + after;
    }

    private boolean collection(String name) {
        switch (name) {
            case "OrderedDict" -> out.guarded(object, "...", this::orderedDict);
            case "Counter" -> out.guarded(object, "...", this::counter);
            case "defaultdict" -> out.guarded(object, "defaultdict(...)", this::defaultDict);
            case "deque" -> out.guarded(object, "[...]", this::deque);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void orderedDict() {
        List<Map.Entry<?, ?>> entries = orderedEntries();
        out.text("OrderedDict(");
        if (out.isPython2() && !entries.isEmpty()) {
            List<PyTuple> pairs = new ArrayList<>();
            entries.forEach(entry -> pairs.add(PyTuple.of(entry.getKey(), entry.getValue())));
            out.list(pairs);
        } else if (!entries.isEmpty()) {
            out.dict(entries, entries);
        }
        out.text(")");
    }

    /** Python 3 sets the items, Python 2 gives a list of pairs to the constructor. */
    private List<Map.Entry<?, ?>> orderedEntries() {
        List<Map.Entry<?, ?>> entries = new ArrayList<>();
        if (!args.isEmpty() && args.get(0) instanceof List<?> pairs) {
            for (Object pair : pairs) {
                List<?> parts =
                        pair instanceof PyTuple tuple ? tuple.asList() : pair instanceof List<?> l ? l : List.of();
                if (parts.size() == 2) {
                    entries.add(new SimpleImmutableEntry<>(parts.get(0), parts.get(1)));
                }
            }
        }
        entries.addAll(object.entries());
        return entries;
    }

    /** The most common first, unless the counts have no order. */
    private void counter() {
        List<Map.Entry<?, ?>> entries = new ArrayList<>();
        if (!args.isEmpty() && args.get(0) instanceof Map<?, ?> counts) {
            entries.addAll(counts.entrySet());
        }
        entries.addAll(object.entries());
        List<Map.Entry<?, ?>> inOrder = List.copyOf(entries);
        boolean numbers = entries.stream().allMatch(entry -> Numbers.isReal(entry.getValue()));
        if (numbers) {
            entries.sort((a, b) -> Ordering.lessThan(a.getValue(), b.getValue())
                    ? 1
                    : Ordering.lessThan(b.getValue(), a.getValue()) ? -1 : 0);
        }
        out.text("Counter(");
        if (!entries.isEmpty()) {
            out.dict(entries, numbers ? entries : inOrder);
        }
        out.text(")");
    }

    private void defaultDict() {
        out.text("defaultdict(").write(args.isEmpty() ? null : args.get(0)).text(", ");
        out.dict(object.entries(), object.entries());
        out.text(")");
    }

    private void deque() {
        List<@Nullable Object> items = new ArrayList<>();
        if (!args.isEmpty() && args.get(0) instanceof List<?> list) {
            items.addAll(list);
        }
        items.addAll(object.items());
        out.text("deque(").list(items);
        if (args.size() > 1 && args.get(1) != null) {
            out.text(", maxlen=").write(args.get(1));
        }
        out.text(")");
    }

    /** The positional arguments of the recipe. */
    static List<@Nullable Object> arguments(@Nullable PyObject object) {
        return object != null && object.args() instanceof PyTuple tuple ? tuple.asList() : List.of();
    }
}
