using System.Security.Cryptography;
using System.Text;

namespace MyIkev2.Engine.Runtime.Diagnostics;

/// <summary>A text file that lines are appended to and that only its owner may read. Used by one thread.</summary>
internal sealed class PrivateAppendFile : IDisposable
{
    private readonly FileStream _file;

    /// <summary>Opens the file; throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> when that is impossible.</summary>
    public PrivateAppendFile(string path)
    {
        FullPath = Path.GetFullPath(path);
        var options = new FileStreamOptions
        {
            Mode = FileMode.Append,
            Access = FileAccess.Write,
            Share = FileShare.Read,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        _file = new FileStream(FullPath, options);
        if (!OperatingSystem.IsWindows())
        {
            // An older file may have been made with a wider mode.
            File.SetUnixFileMode(_file.SafeFileHandle, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    public string FullPath { get; }

    /// <summary>Appends lines, at once visible to readers, and clears its own copy of them.</summary>
    public void Append(string lines)
    {
        var bytes = Encoding.ASCII.GetBytes(lines);
        try
        {
            _file.Write(bytes);
            _file.Flush();
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    public void Dispose() => _file.Dispose();
}
