package io.arvfs.journal.codec;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.TreeEvent.InodeDied;
import io.arvfs.journal.event.TreeEvent.Truncated;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Events as bytes and back. Each kind has a golden file for each version, never edited. */
final class EventCodecTest {

  private static Optional<byte[]> golden(Class<?> kind) throws IOException {
    String file = kind.getSimpleName() + "-v1.hex";
    try (InputStream in = EventCodecTest.class.getResourceAsStream(file)) {
      return in == null
          ? Optional.empty()
          : Optional.of(HexFormat.of().parseHex(new String(in.readAllBytes(), US_ASCII).strip()));
    }
  }

  @Test
  void kinds_ofTheSealedHierarchy_allHaveAGoldenFileAndASample() throws IOException {
    Set<Class<?>> sampled = new HashSet<>();
    Samples.all().forEach(event -> sampled.add(event.getClass()));

    assertEquals(new HashSet<>(RandomEvents.kinds()), sampled);
    for (Class<?> kind : RandomEvents.kinds()) {
      assertTrue(golden(kind).isPresent(), "no golden file for " + kind);
    }
  }

  @Test
  void goldenFile_ofEachKind_isWhatTheSampleBecomes() throws IOException {
    for (Event event : Samples.all()) {
      String written = HexFormat.of().formatHex(EventCodec.encode(List.of(event)));

      assertEquals(HexFormat.of().formatHex(golden(event.getClass()).orElseThrow()), written);
    }
  }

  @Test
  void goldenFile_ofEachKind_isReadAsTheSample() throws IOException {
    for (Event event : Samples.all()) {
      assertEquals(List.of(event), EventCodec.decode(golden(event.getClass()).orElseThrow()));
    }
  }

  @Property(tries = 2000)
  void events_encodedAndDecoded_areTheSame(@ForAll long seed) throws IOException {
    List<Event> events = new RandomEvents(new Random(seed)).entry();

    assertEquals(events, EventCodec.decode(EventCodec.encode(events)));
  }

  @Test
  void payload_cutAnywhere_isUnreadableOrOtherEvents() {
    for (Class<?> kind : RandomEvents.kinds()) {
      List<Event> events = List.of(new RandomEvents(new Random(5)).event(kind));
      byte[] bytes = EventCodec.encode(events);
      for (int length = 0; length < bytes.length; length++) {
        requireOther(events, Arrays.copyOf(bytes, length));
      }
    }
  }

  @Test
  void payload_withAnyByteChanged_isUnreadableOrOtherEvents() {
    for (Event event : Samples.all()) {
      byte[] bytes = EventCodec.encode(List.of(event));
      for (int at = 0; at < bytes.length; at++) {
        for (int flip = 1; flip < 256; flip++) {
          byte[] flipped = bytes.clone();
          flipped[at] ^= (byte) flip;
          read(flipped);
        }
      }
    }
  }

  @Property(tries = 2000)
  void payload_ofAnyBytes_isUnreadableOrEvents(@ForAll byte[] bytes) {
    read(bytes);
  }

  @Property(tries = 2000)
  void payload_flippedTwice_isUnreadableOrEvents(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] bytes = EventCodec.encode(new RandomEvents(random).entry());
    for (int i = 0; i < 2 && bytes.length > 0; i++) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }

    read(bytes);
  }

  private static void requireOther(List<Event> events, byte[] bytes) {
    assertFalse(read(bytes).filter(events::equals).isPresent());
  }

  /** Fails with any exception but the one that is promised. */
  private static Optional<List<Event>> read(byte[] bytes) {
    try {
      return Optional.of(EventCodec.decode(bytes));
    } catch (UnreadableEntryException _) {
      return Optional.empty();
    }
  }

  private static String refusal(byte[] bytes) {
    return String.valueOf(
        assertThrows(UnreadableEntryException.class, () -> EventCodec.decode(bytes)).getMessage());
  }

  @Test
  void version_newerThanThisProgram_isRefusedInOneLine() {
    byte[] bytes = EventCodec.encode(List.of(new InodeDied(Ino.ROOT), new InodeDied(Ino.ROOT)));
    bytes[11] = 2;

    assertEquals("event 2: kind 8 has version 2; a newer arv-fs wrote it", refusal(bytes));
  }

  @Test
  void kind_unknownToThisProgram_isRefusedInOneLine() {
    assertEquals(
        "event 1: kind 200 is unknown; a newer arv-fs wrote it",
        refusal(new byte[] {(byte) 200, 1}));
  }

  @Test
  void payload_endingInAnEvent_saysSo() {
    byte[] bytes = EventCodec.encode(List.of(new Truncated(Ino.ROOT, 5)));

    assertEquals(
        "event 1: the entry ends in the middle", refusal(Arrays.copyOf(bytes, bytes.length - 1)));
  }
}
