package io.paretoscope.checkpoint;

import java.util.Map;

/** The names of the pickle opcodes that {@link PickleReader} refuses, as {@code pickletools} has them. */
final class PickleOpcodes {
    private static final Map<Integer, String> REFUSED = Map.ofEntries(
            Map.entry(0x49, "INT"),
            Map.entry(0x4c, "LONG"),
            Map.entry(0x8b, "LONG4"),
            Map.entry(0x53, "STRING"),
            Map.entry(0x54, "BINSTRING"),
            Map.entry(0x55, "SHORT_BINSTRING"),
            Map.entry(0x42, "BINBYTES"),
            Map.entry(0x43, "SHORT_BINBYTES"),
            Map.entry(0x8e, "BINBYTES8"),
            Map.entry(0x96, "BYTEARRAY8"),
            Map.entry(0x97, "NEXT_BUFFER"),
            Map.entry(0x98, "READONLY_BUFFER"),
            Map.entry(0x56, "UNICODE"),
            Map.entry(0x8d, "BINUNICODE8"),
            Map.entry(0x46, "FLOAT"),
            Map.entry(0x47, "BINFLOAT"),
            Map.entry(0x5d, "EMPTY_LIST"),
            Map.entry(0x61, "APPEND"),
            Map.entry(0x65, "APPENDS"),
            Map.entry(0x6c, "LIST"),
            Map.entry(0x64, "DICT"),
            Map.entry(0x8f, "EMPTY_SET"),
            Map.entry(0x90, "ADDITEMS"),
            Map.entry(0x91, "FROZENSET"),
            Map.entry(0x30, "POP"),
            Map.entry(0x32, "DUP"),
            Map.entry(0x31, "POP_MARK"),
            Map.entry(0x67, "GET"),
            Map.entry(0x70, "PUT"),
            Map.entry(0x82, "EXT1"),
            Map.entry(0x83, "EXT2"),
            Map.entry(0x84, "EXT4"),
            Map.entry(0x6f, "OBJ"),
            Map.entry(0x81, "NEWOBJ"),
            Map.entry(0x92, "NEWOBJ_EX"),
            Map.entry(0x50, "PERSID"));

    private PickleOpcodes() {}

    /** The opcode's name; its number where pickle knows no such opcode. */
    static String name(int opcode) {
        String name = REFUSED.get(opcode);
        return name == null ? "0x%02x".formatted(opcode) : name;
    }
}
