using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>The steps of a replacement, so that tests can stop after each.</summary>
internal enum AtomicFileStep
{
    Created,
    Written,
    Flushed,
    Renamed,
}

/// <summary>
/// Replaces a file so that whoever reads it, at any moment and after any crash, finds the old content or the new: the new content goes to a file of
/// its own beside it, is forced to disk, and takes the name by a rename; then the directory is forced to disk. Only the owner may read the result.
/// </summary>
public static partial class AtomicFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Replaces the file at <paramref name="path"/>, or makes it.</summary>
    /// <exception cref="IOException">It could not be written; the old content stands.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written; the old content stands.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> content) => Replace(path, content, null);

    /// <exception cref="IOException">It could not be written; the old content stands.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written; the old content stands.</exception>
    internal static void Replace(string path, ReadOnlySpan<byte> content, Action<AtomicFileStep>? after)
    {
        // Replacing a link would leave the file that it points to as it was.
        var target = Path.GetFullPath((File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName : null) ?? path);
        var directory = Path.GetDirectoryName(target)!;
        var temporary = Path.Combine(directory, $".{Path.GetFileName(target)}.new");
        File.Delete(temporary); // Left by a crash: the caller is the only writer.
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using (var stream = new FileStream(temporary, options))
        {
            after?.Invoke(AtomicFileStep.Created);
            stream.Write(content);
            after?.Invoke(AtomicFileStep.Written);
            stream.Flush(flushToDisk: true);
            after?.Invoke(AtomicFileStep.Flushed);
        }

        File.Move(temporary, target, overwrite: true);
        after?.Invoke(AtomicFileStep.Renamed);
        if (OperatingSystem.IsLinux())
        {
            FlushDirectory(directory);
        }
    }

    /// <summary>True when somebody other than the owner may read the file.</summary>
    public static bool IsReadableByOthers(string path) =>
        !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead)) != 0;

    /// <summary>Makes the rename survive a power cut. Some file systems cannot, and the rename stands all the same: errors are ignored.</summary>
    [SupportedOSPlatform("linux")]
    private static void FlushDirectory(string directory)
    {
        const int ReadOnly = 0;
        var descriptor = Open(directory, ReadOnly);
        if (descriptor >= 0)
        {
            _ = FileSync(descriptor);
            _ = Close(descriptor);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int FileSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);
}
