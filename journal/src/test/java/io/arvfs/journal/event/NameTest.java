package io.arvfs.journal.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Names are bytes, within the limits of Linux. */
final class NameTest {

  @Test
  void bytes_thatNameNothing_areRefused() {
    for (String bad : new String[] {"", ".", "..", "a/b", "a\0", "x".repeat(256)}) {
      assertThrows(IllegalArgumentException.class, () -> new Name(bad), bad);
    }
  }

  @Test
  void bytes_thatOnlyLookStrange_areNames() {
    assertEquals(3, new Name("...").length());
    assertEquals(255, new Name("x".repeat(255)).length());
    assertTrue(new Name("ä").isUtf8());
    assertFalse(new Name(new byte[] {(byte) 0xff}).isUtf8());
  }

  @Test
  void order_isThatOfUnsignedBytes() {
    assertTrue(new Name("a").compareTo(new Name("ä")) < 0);
    assertTrue(new Name("a").compareTo(new Name("a!")) < 0);
  }

  @Test
  void array_changedLater_changesNoName() {
    byte[] bytes = {'a'};
    Name name = new Name(bytes);
    bytes[0] = 'b';
    name.bytes()[0] = 'c';

    assertEquals(new Name("a"), name);
  }
}
