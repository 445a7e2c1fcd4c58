package io.arvfs.mount.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.arvfs.mount.control.HostProcess.State;
import java.io.BufferedReader;
import org.junit.jupiter.api.Test;

class HostProcessTest {

  @Test
  void state_ofThisProcess_isRunning() {
    assertEquals(State.RUNNING, HostProcess.self().state());
  }

  @Test
  void state_ofAnEarlierProcessWithTheSameNumber_isGone() {
    HostProcess self = HostProcess.self();

    assertEquals(State.GONE, new HostProcess(self.pid(), self.started() - 1000).state());
  }

  @Test
  void state_ofOneThatNobodyAskedForItsStatus_isGone() throws Exception {
    // The shell becomes a program that never asks how the shell's child ended.
    Process parent = new ProcessBuilder("sh", "-c", "sleep 1000 & echo $!; exec cat").start();
    try (BufferedReader said = parent.inputReader()) {
      long pid = Long.parseLong(said.readLine());
      ProcessHandle handle = ProcessHandle.of(pid).orElseThrow();
      HostProcess child =
          new HostProcess(pid, handle.info().startInstant().orElseThrow().toEpochMilli());
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
