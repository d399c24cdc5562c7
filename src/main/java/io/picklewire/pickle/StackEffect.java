package io.picklewire.pickle;

import static net.razorvine.pickle.Opcodes.*;

import java.util.Arrays;

/**
 * What each opcode does to the unpickler's stack, as one number an opcode: how many values it takes, and
 * whether one stands there afterwards. Opcodes that change a value below count as taking it and putting
 * it back. Source: CPython's {@code pickletools.opcodes} ({@code stack_before}, {@code stack_after}).
 */
final class StackEffect {
    /** Takes all down to the last MARK, and leaves one value in their place. */
    static final byte FROM_MARK = -1;
    /** Takes all down to the last MARK and the value below it, and leaves that value. */
    static final byte INTO_VALUE = -2;
    /** Changes neither stack nor memo: PROTO, FRAME, STOP. */
    static final byte NOTHING = -3;
    /** Names the top of the stack in the memo: MEMOIZE, PUT. */
    static final byte MEMO = -4;
    /** MARK. */
    static final byte MARKS = -5;
    /** What has a rule of its own: POP, POP_MARK, DUP. */
    static final byte ODD = -6;

    private static final byte[] EFFECTS = effects();

    private StackEffect() {}

    /** The number of values the opcode takes (it then leaves one), or one of the constants. */
    static byte of(int opcode) {
        return EFFECTS[opcode];
    }

    /** Whether the opcode takes all down to the last MARK. */
    static boolean endsMark(byte effect) {
        return effect == FROM_MARK || effect == INTO_VALUE;
    }

    private static byte[] effects() {
        byte[] table = new byte[256];
        Arrays.fill(table, (byte) 0);
        set(table, FROM_MARK, TUPLE, LIST, DICT, FROZENSET, OBJ, INST);
        set(table, INTO_VALUE, APPENDS, SETITEMS, ADDITEMS);
        set(table, NOTHING, PROTO, FRAME, STOP);
        set(table, MEMO, MEMOIZE, PUT, BINPUT, LONG_BINPUT);
        set(table, MARKS, MARK);
        set(table, ODD, POP, POP_MARK, DUP);
        set(table, (byte) 1, TUPLE1, BINPERSID, READONLY_BUFFER);
        set(table, (byte) 2, TUPLE2, REDUCE, BUILD, APPEND, NEWOBJ, STACK_GLOBAL);
        set(table, (byte) 3, TUPLE3, SETITEM, NEWOBJ_EX);
        return table;
    }

    private static void set(byte[] table, byte effect, short... opcodes) {
        for (short opcode : opcodes) {
            table[opcode & 0xff] = effect;
        }
    }
}
