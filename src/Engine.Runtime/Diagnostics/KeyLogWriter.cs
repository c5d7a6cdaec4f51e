using Microsoft.Extensions.Logging;
using MyIkev2.Engine.Shard;

namespace MyIkev2.Engine.Runtime.Diagnostics;

/// <summary>
/// Appends keys to two files that only their owner may read, as Wireshark keeps them. In the file that was asked for one line for each IKE SA
/// (<c>ikev2_decryption_table</c>): both SPIs, SK_ei, SK_er, encryption, SK_ai, SK_ar, integrity. Beside it, its name followed by
/// <see cref="EspSuffix"/>, one line for each direction of a Child SA (<c>esp_sa</c>). For debugging only, off unless asked for.
/// </summary>
public sealed class KeyLogWriter : IEngineEventSink, IDisposable
{
    /// <summary>Ends the name of the file with the keys of Child SAs: the two tables of Wireshark do not share one.</summary>
    public const string EspSuffix = ".esp_sa";

    private readonly ILogger _logger;
    private readonly PrivateAppendFile _ike;
    private readonly PrivateAppendFile _esp;
    private bool _failed;

    /// <summary>Opens the files; throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> when that is impossible.</summary>
    public KeyLogWriter(string path, ILogger logger)
    {
        _logger = logger;
        _ike = new PrivateAppendFile(path);
        try
        {
            _esp = new PrivateAppendFile(path + EspSuffix);
        }
        catch
        {
            _ike.Dispose();
            throw;
        }

        RuntimeLog.KeyLogOn(logger, _ike.FullPath, _esp.FullPath);
    }

    public void Write(EngineEvent engineEvent)
    {
        switch (engineEvent)
        {
            case KeysDerived { Entry: var entry }:
                Append(_ike, WiresharkKeyLine.Format(entry) + "\n");
                break;
            case ChildKeysDerived { Inbound: var inbound, Outbound: var outbound }:
                Append(_esp, $"{WiresharkEspLine.Format(inbound)}\n{WiresharkEspLine.Format(outbound)}\n");
                break;
        }
    }

    public void Dispose()
    {
        _ike.Dispose();
        _esp.Dispose();
    }

    private void Append(PrivateAppendFile file, string lines)
    {
        if (_failed)
        {
            return;
        }

        try
        {
            file.Append(lines);
        }
        catch (IOException e)
        {
            _failed = true;
            RuntimeLog.KeyLogFailed(_logger, file.FullPath, e.Message);
        }
    }
}
