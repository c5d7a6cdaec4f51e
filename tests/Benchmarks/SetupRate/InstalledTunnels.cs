using System.Runtime.Versioning;

namespace MyIkev2.Benchmarks.SetupRate;

/// <summary>
/// Counts the tunnels of a strongSwan by the lines its kernel stub writes, two SAs each. Unlike asking the daemon, reading costs it
/// nothing.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class InstalledTunnels(string log) : IDisposable
{
    private const int SasPerTunnel = 2;

    private readonly byte[] _room = new byte[64 * 1024];
    private FileStream? _file;
    private int _lines;

    public int Count()
    {
        if (_file is null && !File.Exists(log))
        {
            return 0;
        }

        _file ??= new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        for (int read; (read = _file.Read(_room)) > 0;)
        {
            _lines += _room.AsSpan(0, read).Count((byte)'\n');
        }

        return _lines / SasPerTunnel;
    }

    public void Dispose() => _file?.Dispose();
}
