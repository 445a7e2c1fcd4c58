package io.arvfs.mount;

import io.arvfs.journal.VolumeLayout;
import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.OpenMode;
import java.io.IOException;
import java.nio.file.Path;

/** The file that is in a volume's directory while the volume may owe the server something. */
record PendingMark(Disk disk, Path volume) {

  private Path file() {
    return VolumeLayout.of(volume).pending();
  }

  boolean isSet() throws IOException {
    return disk.exists(file());
  }

  /** Sets it, or takes it away; when this returns that is on the disk. */
  void set(boolean owing) throws IOException {
    if (owing == isSet()) {
      return;
    }
    if (owing) {
      disk.open(file(), OpenMode.CREATE_NEW).close();
    } else {
      disk.delete(file());
    }
    disk.forceDirectory(volume);
  }
}
