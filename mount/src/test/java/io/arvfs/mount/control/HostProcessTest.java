package io.arvfs.mount.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.arvfs.mount.control.HostProcess.State;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class HostProcessTest {

  @Test
  void state_ofThisProcess_isRunning() {
    assertEquals(State.RUNNING, HostProcess.self().state());
  }

  @Test
  void state_ofAnEarlierProcessWithTheSameNumber_isGone() {
    HostProcess self = HostProcess.self();

    assertEquals(State.GONE, new HostProcess(self.pid(), "1" + self.started()).state());
  }

  /** The kernel counts from the boot: setting the clock makes no process another one. */
  @Test
  void start_ofAProcess_isToldInTicksOfThisBoot() throws Exception {
    String stat = Files.readString(Path.of("/proc/self/stat"));
    String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    String ticks = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[19];

    assertEquals(ticks + "-" + boot, HostProcess.self().started());
  }

  @Test
  void state_ofOneThatNobodyAskedForItsStatus_isGone() throws Exception {
    // The shell becomes a program that never asks how the shell's child ended.
    Process parent = new ProcessBuilder("sh", "-c", "sleep 1000 & echo $!; exec cat").start();
    try (BufferedReader said = parent.inputReader()) {
      long pid = Long.parseLong(said.readLine());
      ProcessHandle handle = ProcessHandle.of(pid).orElseThrow();
      HostProcess child = HostProcess.of(pid).orElseThrow();
      assertEquals(State.RUNNING, child.state());

      handle.destroyForcibly();
      State state = child.state();
      for (int looks = 0; state != State.GONE && looks < 1_000_000; looks++) {
        state = child.state();
      }

      assertEquals(State.GONE, state);
      assertEquals(true, handle.isAlive(), "it is a zombie, not reaped");
    } finally {
      parent.destroyForcibly();
    }
  }
}
