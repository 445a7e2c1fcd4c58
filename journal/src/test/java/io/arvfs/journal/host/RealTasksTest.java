package io.arvfs.journal.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@link RealTasks}: threads that wait for each other. */
final class RealTasksTest {

  private final RealTasks tasks = new RealTasks();
  private final Tasks.Monitor monitor = tasks.monitor();

  @Test
  void locked_manyTasks_countEachStep() throws InterruptedException {
    int[] count = new int[1];
    List<Tasks.Task> started = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      started.add(
          tasks.start(
              "counter",
              () -> {
                for (int step = 0; step < 1000; step++) {
                  monitor.locked(() -> count[0]++);
                }
              }));
    }
    for (Tasks.Task task : started) {
      task.join();
    }

    assertEquals(8000, count[0]);
  }

  @Test
  void awaitUntil_changedByAnother_returns() throws InterruptedException {
    boolean[] set = new boolean[1];
    tasks.startNative(
        "setter",
        () -> {
          monitor.locked(() -> set[0] = true);
          monitor.changed();
        });

    monitor.awaitUntil(() -> set[0]);

    assertTrue(monitor.awaitUntil(() -> set[0], Duration.ZERO));
    assertFalse(monitor.awaitUntil(() -> false, Duration.ofMillis(1)));
  }

  @Test
  void interrupt_waitingTask_endsItsWait() throws InterruptedException {
    List<Class<?>> thrown = new ArrayList<>();
    Tasks.Task waiter =
        tasks.start(
            "waiter",
            () ->
                thrown.add(
                    assertThrows(InterruptedException.class, () -> monitor.awaitUntil(() -> false))
                        .getClass()));
    waiter.interrupt();
    waiter.join();

    assertEquals(List.of(InterruptedException.class), thrown);
  }
}
