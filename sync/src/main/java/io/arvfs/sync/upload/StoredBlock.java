package io.arvfs.sync.upload;

import io.arvfs.sync.arvados.Locator;

/** A block that Keep has, with every copy that was wanted. */
public record StoredBlock<K>(PackedBlock<K> packed, Locator locator) {}
