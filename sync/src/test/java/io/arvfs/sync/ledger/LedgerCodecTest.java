package io.arvfs.sync.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.arvfs.journal.event.CommitEvent.ServerState;
import io.arvfs.sync.ledger.CollectionState.SharePart;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Rows stay on the disk, in indexes and checkpoints: what was written once is read for ever. */
final class LedgerCodecTest {

  private static final ServerState STATE =
      new ServerState(
          3, "d41d8cd98f00b204e9800998ecf8427e+0", Instant.ofEpochSecond(1_700_000_000, 5));
  private static final CollectionState COLLECTION =
      CollectionState.adopted("zzzzz-4zz18-000000000000000", STATE);

  /** As the first version wrote it, which knew of no part. */
  private static final String ROW =
      "001b7a7a7a7a7a2d347a7a31382d3030303030303030303030303030300022643431643863643938"
          + "66303062323034653938303039393865636638343237652b30000000000000000300226434316438"
          + "6364393866303062323034653938303039393865636638343237652b30000000006553f100000000"
          + "05000000000000000300226434316438636439386630306232303465393830303939386563663834"
          + "3237652b30000000006553f1000000000500000000000000000000";

  @Test
  void collection_withoutAPart_isTheRowThatItAlwaysWas() {
    assertEquals(ROW, HexFormat.of().formatHex(LedgerCodec.encode(COLLECTION)));
    assertEquals(COLLECTION, LedgerCodec.collection(HexFormat.of().parseHex(ROW)));
  }

  @Test
  void collection_withAPart_isReadBack() {
    CollectionState shared = COLLECTION.sharing("base", new SharePart(STATE, 7));

    assertEquals(Optional.of(new SharePart(STATE, 7)), shared.part());
    assertEquals(shared, LedgerCodec.collection(LedgerCodec.encode(shared)));
  }
}
