using Microsoft.Extensions.Logging;
using MyIkev2.Engine.Policy;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime.Certificates;

/// <summary>
/// Warns of certificates and revocation lists that are about to expire, and of those that have: in the log, in the failure history and to subscribers. Each is
/// warned of once for every step that it has come nearer, and again when the configuration is loaded anew. Thread-safe.
/// </summary>
internal sealed class ExpiryWatch : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private static readonly TimeSpan[] Steps = [TimeSpan.FromDays(30), TimeSpan.FromDays(7), TimeSpan.FromDays(1), TimeSpan.Zero];

    private readonly TunnelRegistry _registry;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private readonly ITimer _timer;
    private readonly Dictionary<(string Name, string Subject), int> _warned = [];
    private EngineConfiguration _configuration = EngineConfiguration.Empty;
    private IReadOnlyList<CertificateInfo> _certificates = [];

    public ExpiryWatch(TunnelRegistry registry, TimeProvider time, ILogger logger)
    {
        _registry = registry;
        _time = time;
        _logger = logger;
        _timer = time.CreateTimer(_ => Check(), null, Interval, Interval);
    }

    /// <summary>From now on these certificates are watched.</summary>
    public void Watch(EngineConfiguration configuration, IReadOnlyList<CertificateInfo> certificates)
    {
        lock (_lock)
        {
            _configuration = configuration;
            _certificates = certificates;
            _warned.Clear();
        }

        Check();
    }

    public void Dispose() => _timer.Dispose();

    /// <summary>How many steps towards its end a certificate has gone; 0 = there is time.</summary>
    internal static int StepOf(DateTimeOffset? notAfter, DateTimeOffset now) =>
        notAfter is { } end ? Steps.Count(step => end - now <= step) : 0;

    private void Check()
    {
        var now = _time.GetUtcNow();
        lock (_lock)
        {
            foreach (var certificate in _certificates)
            {
                var step = StepOf(certificate.NotAfter, now);
                if (step > 0 && step > _warned.GetValueOrDefault((certificate.Name, certificate.Subject)))
                {
                    _warned[(certificate.Name, certificate.Subject)] = step;
                    Warn(certificate, now);
                }
            }
        }
    }

    private void Warn(CertificateInfo certificate, DateTimeOffset now)
    {
        var end = certificate.NotAfter!.Value;
        var what = end <= now ? $"expired on {end:u}" : $"expires on {end:u}, in {(end - now).TotalDays:0} days";
        var name = certificate.Name.Length > 0 ? certificate.Name : "CRL";
        RuntimeLog.CertificateExpiring(_logger, name, certificate.Subject, what);
        _registry.Report(TunnelChangeKind.CertificateProblem, new FailureRecord
        {
            At = now,
            Phase = FailurePhase.Configuration,
            Reason = CloseReason.CertificateInvalid,
            VpnName = UserOf(certificate),
            Text = $"certificate {name} ({certificate.Subject}) {what}",
        });
    }

    /// <summary>The first vpn that uses it; empty when none names it.</summary>
    private string UserOf(CertificateInfo certificate) => certificate.Name.Length == 0 ? string.Empty : _configuration.Peers
        .FirstOrDefault(peer => peer.Certificate == certificate.Name || peer.RemoteAuthority == certificate.Name)?.Name ?? string.Empty;
}
