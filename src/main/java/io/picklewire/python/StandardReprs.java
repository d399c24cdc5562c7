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
final class StandardReprs {
    private static final int TOKEN_PARTS = 3;

    private final PyObject object;
    private final boolean python2;
    private final List<@Nullable Object> args;

    StandardReprs(PyObject object, boolean python2) {
        this.object = object;
        this.python2 = python2;
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

    ReprNode group() {
        PyGlobal type = TypeName.type(object);
        if (type == null) {
            return ReprNode.text("<object>");
        }
        if (ExceptionRepr.isBuiltin(type)) {
            return ExceptionRepr.group(type, PyTuple.copyOf(args), python2);
        }
        ReprNode known = known(type);
        return known == null ? ReprNode.text("<" + type.module() + "." + type.name() + " object>") : known;
    }

    private @Nullable ReprNode known(PyGlobal type) {
        if (type.name().equals("RebuildProxy") && type.module().endsWith(".managers")) {
            return proxy();
        }
        return switch (type.module()) {
            case "collections" -> collection(type.name());
            case "datetime" -> DateTexts.group(type, args, python2);
            case "decimal", "_decimal", "cdecimal" -> wrapped("Decimal('", NumberRepr.decimal(type, args), "')");
            case "uuid" -> wrapped("UUID('", NumberRepr.uuid(type, object), "')");
            case "fractions" -> {
                String fraction = NumberRepr.fraction(type, args);
                yield wrapped("Fraction(", fraction == null ? null : fraction.replace("/", ", "), ")");
            }
            case "builtins", "__builtin__" -> type.name().equals("type") ? singletonType() : null;
            default -> null;
        };
    }

    /**
     * A proxy, as {@code RebuildProxy(class, token, serializer, keywords)}. Where CPython shows an address of its own
     * memory, the ident says which object is meant. Source: CPython's {@code BaseProxy.__repr__}.
     */
    private @Nullable ReprNode proxy() {
        if (args.size() < 2
                || !(args.get(0) instanceof PyGlobal proxyType)
                || !(args.get(1) instanceof PyObject token)
                || token.states().size() != 1
                || !(token.states().get(0) instanceof PyTuple parts)
                || parts.size() != TOKEN_PARTS) {
            return null;
        }
        String typeid = Repr.str(parts.get(0));
        String name = proxyType.name().equals("AutoProxy") ? "AutoProxy[" + typeid + "]" : proxyType.name();
        return ReprNode.text("<" + name + " object, typeid '" + typeid + "' at 0x" + Repr.str(parts.get(2)) + ">");
    }

    /** {@code type(None)}, a type without a name to pickle it by. */
    private @Nullable ReprNode singletonType() {
        boolean none = args.size() == 1 && args.get(0) == null;
        return none ? ReprNode.text(python2 ? "<type 'NoneType'>" : "<class 'NoneType'>") : null;
    }

    private static @Nullable ReprNode wrapped(String before, @Nullable String text, String after) {
        return text == null ? null : ReprNode.text(before + text + after);
    }

    private @Nullable ReprNode collection(String name) {
        return switch (name) {
            case "OrderedDict" -> orderedDict().of(object, "...");
            case "Counter" -> counter().of(object, "...");
            case "defaultdict" -> defaultDict().of(object, "defaultdict(...)");
            case "deque" -> deque().of(object, "[...]");
            default -> null;
        };
    }

    private ReprNode orderedDict() {
        List<Map.Entry<?, ?>> entries = orderedEntries();
        if (!python2) {
            return dict("OrderedDict", entries);
        }
        List<PyTuple> pairs = new ArrayList<>();
        entries.forEach(entry -> pairs.add(PyTuple.of(entry.getKey(), entry.getValue())));
        boolean empty = pairs.isEmpty();
        return ReprNode.sequence("OrderedDict(" + (empty ? "" : "["), ReprNode.separated(pairs), empty ? ")" : "])");
    }

    private static ReprNode dict(String name, List<Map.Entry<?, ?>> entries) {
        boolean empty = entries.isEmpty();
        return ReprNode.sequence(name + (empty ? "(" : "({"), ReprNode.pairs(entries), empty ? ")" : "})");
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

    /** The most common first, when the counts are ints. */
    private ReprNode counter() {
        List<Map.Entry<?, ?>> entries = new ArrayList<>();
        if (!args.isEmpty() && args.get(0) instanceof Map<?, ?> counts) {
            entries.addAll(counts.entrySet());
        }
        entries.addAll(object.entries());
        if (entries.stream().allMatch(entry -> Index.isIndex(entry.getValue()))) {
            entries.sort((a, b) -> Index.of(b.getValue()).compareTo(Index.of(a.getValue())));
        }
        return dict("Counter", entries);
    }

    private ReprNode defaultDict() {
        ReprNode items = ReprNode.sequence(", {", ReprNode.pairs(object.entries()), "}");
        Object factory = args.isEmpty() ? null : args.get(0);
        return ReprNode.sequence("defaultdict(", PyTuple.of(factory, items).iterator(), ")");
    }

    private ReprNode deque() {
        List<@Nullable Object> items = new ArrayList<>();
        if (!args.isEmpty() && args.get(0) instanceof List<?> list) {
            items.addAll(list);
        }
        items.addAll(object.items());
        boolean limited = args.size() > 1 && Index.isIndex(args.get(1));
        String close = limited ? "], maxlen=" + Repr.of(args.get(1)) + ")" : "])";
        return ReprNode.sequence("deque([", ReprNode.separated(items), close);
    }

    /** The positional arguments of the recipe. */
    static List<@Nullable Object> arguments(@Nullable PyObject object) {
        return object != null && object.args() instanceof PyTuple tuple ? tuple.asList() : List.of();
    }
}
