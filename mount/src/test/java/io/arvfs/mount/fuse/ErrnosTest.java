package io.arvfs.mount.fuse;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.arvfs.fs.command.Errno;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ErrnosTest {

  @Test
  void numbers_areThoseOfLinux() {
    String table =
        Arrays.stream(Errno.values())
            .map(errno -> errno + " " + Errnos.number(errno))
            .collect(joining(", "));

    assertEquals(
        "EPERM 1, ENOENT 2, EINTR 4, EIO 5, ENXIO 6, EBADF 9, EAGAIN 11, ENOMEM 12, EACCES 13,"
            + " EBUSY 16, EEXIST 17, EXDEV 18, ENODEV 19, ENOTDIR 20, EISDIR 21, EINVAL 22, EFBIG"
            + " 27, ENOSPC 28, EROFS 30, ERANGE 34, ENAMETOOLONG 36, ENOSYS 38, ENOTEMPTY 39,"
            + " ENODATA 61, EOVERFLOW 75, ENOTSUP 95, ETIMEDOUT 110, ESTALE 116, EDQUOT 122",
        table);
  }
}
