package io.arvfs.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** By what others see that a commit goes on: whoever waits for the room that it frees. */
class CommitProgressTest {

  @Test
  void commit_showsThatItPlans_andThatTheServerIsAtWork() throws Exception {
    try (Cell cell = new Cell();
        SyncedVolume volume = new SyncedVolume(cell, cell.collection())) {
      volume.write("a", "alpha");
      volume.sync();
      volume.write("b", "beta");
      Map<String, Long> passed = new HashMap<>();
      List<String> updating = new ArrayList<>();
      volume
          .fate()
          .watch(
              act -> {
                passed.put(act, volume.volume().manifests().passedBytes());
                if (volume.server().isUpdating()) {
                  updating.add(act);
                }
              });

      assertEquals(Outcome.DONE, volume.sync());

      assertEquals(List.of("commit", "commit answered"), updating);
      assertFalse(volume.server().isUpdating());
      assertTrue(
          passed.getOrDefault("commit", 0L) > passed.getOrDefault("look", Long.MAX_VALUE),
          passed::toString);
    }
  }
}
