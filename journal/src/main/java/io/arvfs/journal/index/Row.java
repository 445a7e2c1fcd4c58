package io.arvfs.journal.index;

/** A key with its value. The arrays belong to the receiver; nobody else changes them. */
@SuppressWarnings("ArrayRecordComponent") // Rows are read by the million and never compared.
public record Row(byte[] key, byte[] value) {}
