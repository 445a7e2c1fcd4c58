package io.arvfs.fs.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** When two files hold the same. */
class RegularFileTest {

  private static RegularFile file(Piece... pieces) {
    return new RegularFile(List.of(pieces));
  }

  @Test
  void files_cutDifferently_haveTheSameContent() {
    RegularFile cut =
        file(
            Blocks.piece(Blocks.W, 0, 3),
            Blocks.piece(Blocks.N, 1, 0),
            Blocks.piece(Blocks.W + Blocks.SIGNATURE, 3, 6));

    assertTrue(cut.sameContent(file(Blocks.piece(Blocks.W, 0, 9))));
    assertNotEquals(cut, file(Blocks.piece(Blocks.W, 0, 9)));
    assertEquals(9, cut.length());
  }

  @Test
  void files_ofOtherRangesOrBlocks_differ() {
    RegularFile file = file(Blocks.piece(Blocks.W, 0, 3));

    assertFalse(file.sameContent(file(Blocks.piece(Blocks.W, 3, 3))));
    assertFalse(file.sameContent(file(Blocks.piece(Blocks.A, 0, 3))));
    assertFalse(file.sameContent(file(Blocks.piece(Blocks.W, 0, 4))));
    assertFalse(file.sameContent(Directory.EMPTY));
    assertFalse(RegularFile.EMPTY.sameContent(Directory.EMPTY));
  }

  @Test
  void piece_outsideItsBlock_isRefused() {
    assertThrows(IllegalArgumentException.class, () -> Blocks.piece(Blocks.A, 1, 3));
    assertThrows(IllegalArgumentException.class, () -> Blocks.piece(Blocks.A, -1, 1));
    assertThrows(
        IllegalArgumentException.class, () -> Blocks.piece(Blocks.A, 1, Integer.MAX_VALUE));
  }
}
