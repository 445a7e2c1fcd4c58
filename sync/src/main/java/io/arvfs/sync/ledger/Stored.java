package io.arvfs.sync.ledger;

import io.arvfs.journal.event.BlockId;

/** Where bytes of a segment stand in Keep: {@code length} bytes from {@code blockOffset} on. */
record Stored(int length, BlockId block, int blockOffset) {}
