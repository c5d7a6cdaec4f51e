using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using MyIkev2.Engine.Shard;

namespace MyIkev2.Engine.Runtime.Diagnostics;

/// <summary>
/// Appends the keys of IKE SAs to a file that only its owner may read, one line each, as Wireshark keeps them in
/// <c>ikev2_decryption_table</c>: both SPIs, SK_ei, SK_er, encryption, SK_ai, SK_ar, integrity. For debugging only, off unless asked for.
/// </summary>
public sealed class KeyLogWriter : IEngineEventSink, IDisposable
{
    private readonly string _path;
    private readonly ILogger _logger;
    private readonly FileStream _file;
    private bool _failed;

    /// <summary>Opens the file; throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> when that is impossible.</summary>
    public KeyLogWriter(string path, ILogger logger)
    {
        _path = Path.GetFullPath(path);
        _logger = logger;
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

        _file = new FileStream(_path, options);
        if (!OperatingSystem.IsWindows())
        {
            // An older file may have been made with a wider mode.
            File.SetUnixFileMode(_file.SafeFileHandle, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        RuntimeLog.KeyLogOn(logger, _path);
    }

    public void Write(EngineEvent engineEvent)
    {
        if (engineEvent is not KeysDerived { Entry: var entry } || _failed)
        {
            return;
        }

        var line = Encoding.ASCII.GetBytes(WiresharkKeyLine.Format(entry) + "\n");
        try
        {
            _file.Write(line);
            _file.Flush();
        }
        catch (IOException e)
        {
            _failed = true;
            RuntimeLog.KeyLogFailed(_logger, _path, e.Message);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(line);
        }
    }

    public void Dispose() => _file.Dispose();
}
