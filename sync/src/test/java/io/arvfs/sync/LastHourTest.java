package io.arvfs.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A collection that is about to be trashed: no signature lasts longer than it does. */
class LastHourTest {

  private Cell cell;
  private SyncedVolume volume;

  @BeforeEach
  void open() throws Exception {
    cell = new Cell();
    String uuid = cell.collection();
    cell.foreignPut(uuid, "a", "alpha");
    cell.foreignPut(uuid, "b", "beta");
    cell.trashAt(uuid, cell.time.now().plus(Duration.ofMinutes(30)));
    volume = new SyncedVolume(cell, uuid);
    volume.kill(); // Nothing of it is in memory.
    cell.countFromZero();
  }

  @AfterEach
  void close() {
    volume.close();
    cell.close();
  }

  @Test
  void files_areRead_withOneReadingOfTheManifest() throws Exception {
    assertEquals(new TreeMap<>(Map.of("a", "alpha", "b", "beta")), volume.tree());

    assertEquals(1, cell.requests("GET /arvados/v1/collections/"));
  }

  @Test
  void change_isSent() throws Exception {
    volume.rename("a", "c");
    volume.writeAt("b", 1, "other");

    assertEquals(Outcome.DONE, volume.sync());

    assertEquals(volume.tree(), cell.tree(volume.uuid));
    assertTrue(volume.isClean());
  }

  @Test
  void files_areNotRead_onceItIsInTheTrash() {
    cell.time.pass(Duration.ofMinutes(31));

    assertThrows(IOException.class, volume::tree);
  }
}
