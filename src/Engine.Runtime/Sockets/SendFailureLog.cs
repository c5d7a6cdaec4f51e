using Microsoft.Extensions.Logging;

namespace MyIkev2.Engine.Runtime.Sockets;

/// <summary>Logs why datagrams could not be sent: each reason once a minute, so that a dead link does not fill the log. One thread.</summary>
internal sealed class SendFailureLog(ILogger logger)
{
    private const long QuietMilliseconds = 60_000;

    // A handful of error numbers exist; the bound only guards against surprises.
    private const int MaximumReasons = 64;

    private readonly Dictionary<int, long> _lastLogged = [];

    public void Refused(int error, string reason)
    {
        if (IsDue(error))
        {
            RuntimeLog.SendRefused(logger, reason);
        }
    }

    public void NoSocket(in NetworkPath path)
    {
        if (IsDue(-1))
        {
            RuntimeLog.NoSocketForPath(logger, path.ToString());
        }
    }

    private bool IsDue(int reason)
    {
        var now = Environment.TickCount64;
        if (_lastLogged.TryGetValue(reason, out var last) ? now - last < QuietMilliseconds : _lastLogged.Count >= MaximumReasons)
        {
            return false;
        }

        _lastLogged[reason] = now;
        return true;
    }
}
