package io.arvfs.journal.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** {@link SimulatedTasks}: one at a time, by the seed. */
final class SimulatedTasksTest {

  private static void join(Tasks.Task task) {
    try {
      task.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void sleep(Tasks tasks, int seconds) {
    try {
      tasks.sleep(Duration.ofSeconds(seconds));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static String order(long seed) {
    SimulatedTasks tasks = new SimulatedTasks(seed);
    StringBuilder order = new StringBuilder();
    Tasks.Monitor monitor = tasks.monitor();
    tasks.run(
        () -> {
          List<Tasks.Task> started = new ArrayList<>();
          for (String name : List.of("a", "b", "c")) {
            started.add(
                tasks.start(
                    name,
                    () -> {
                      for (int i = 0; i < 4; i++) {
                        monitor.locked(() -> order.append(name));
                      }
                    }));
          }
          started.forEach(SimulatedTasksTest::join);
        });
    return order.toString();
  }

  @Test
  void run_sameSeed_hasTheSameOrder() {
    Set<String> orders = new HashSet<>();
    for (long seed = 0; seed < 30; seed++) {
      String order = order(seed);
      assertEquals(order, order(seed));
      orders.add(order);
    }

    assertTrue(orders.size() > 20, "only " + orders.size() + " orders");
  }

  @Test
  void sleep_longTime_passesAtOnceAndInOrder() {
    SimulatedTasks tasks = new SimulatedTasks(1);
    List<String> woken = new ArrayList<>();
    tasks.run(
        () -> {
          long start = tasks.nanoTime();
          Tasks.Task late = tasks.start("late", () -> note(tasks, 7200, "late", woken));
          Tasks.Task early = tasks.start("early", () -> note(tasks, 3600, "early", woken));
          join(late);
          join(early);
          assertEquals(Duration.ofHours(2).toNanos(), tasks.nanoTime() - start);
        });

    assertEquals(List.of("early", "late"), woken);
  }

  private static void note(Tasks tasks, int seconds, String name, List<String> woken) {
    sleep(tasks, seconds);
    woken.add(name);
  }

  @Test
  void run_tasksLockedOut_namesThem() {
    SimulatedTasks tasks = new SimulatedTasks(1);
    Tasks.Monitor monitor = tasks.monitor();

    SimulatedTasks.DeadlockException thrown =
        assertThrows(
            SimulatedTasks.DeadlockException.class,
            () -> tasks.run(() -> join(tasks.start("waiter", () -> assertThrowsStopped(monitor)))));

    assertTrue(String.valueOf(thrown.getMessage()).contains("waiter for a change"));
  }

  private static void assertThrowsStopped(Tasks.Monitor monitor) {
    try {
      monitor.awaitUntil(() -> false);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void awaitUntil_changedOrTimeout_tellsWhich() {
    SimulatedTasks tasks = new SimulatedTasks(5);
    Tasks.Monitor monitor = tasks.monitor();
    boolean[] flag = new boolean[1];
    tasks.run(
        () -> {
          tasks.start(
              "setter",
              () -> {
                sleep(tasks, 10);
                monitor.locked(() -> flag[0] = true);
                monitor.changed();
              });
          try {
            assertFalse(monitor.awaitUntil(() -> flag[0], Duration.ofSeconds(9)));
            assertTrue(monitor.awaitUntil(() -> flag[0], Duration.ofSeconds(9)));
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        });
  }

  @Test
  void interrupt_sleepingTask_wakesIt() {
    SimulatedTasks tasks = new SimulatedTasks(5);
    List<String> seen = new ArrayList<>();
    tasks.run(
        () -> {
          Tasks.Task sleeper =
              tasks.start(
                  "sleeper",
                  () -> {
                    try {
                      tasks.sleep(Duration.ofDays(1));
                    } catch (InterruptedException _) {
                      seen.add("interrupted");
                    }
                  });
          sleeper.interrupt();
          join(sleeper);
        });

    assertEquals(List.of("interrupted"), seen);
  }

  @Test
  void run_failingTask_failsTheRun() {
    SimulatedTasks tasks = new SimulatedTasks(5);

    assertThrows(
        ArithmeticException.class,
        () ->
            tasks.run(
                () ->
                    join(
                        tasks.start(
                            "failing",
                            () -> {
                              throw new ArithmeticException();
                            }))));
  }
}
