using MyIkev2.Engine.Certificates;
using MyIkev2.Engine.Exchanges.IkeAuth;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Shard;

/// <summary>Finds vpns and preshared keys in the configuration: most specific match first, then configuration order.</summary>
internal sealed class PeerDirectory
{
    private const int MethodScore = 1 << 20;

    private EngineConfiguration _configuration = EngineConfiguration.Empty;
    private Dictionary<string, PeerPolicy> _byName = [];
    private Dictionary<IpAddress, List<PeerPolicy>> _byRemote = [];
    private List<PeerPolicy> _anyRemote = [];
    private Dictionary<IpAddress, AnyRemote> _anyRemoteTo = [];
    private AnyRemote? _anyRemoteElsewhere;
    private HashSet<IpAddress> _ownAddresses = [];
    private PreSharedKeyDirectory _preSharedKeys = new([]);
    private Dictionary<string, CertificateCredential> _credentials = [];
    private Dictionary<string, TrustStore> _trust = [];
    private Dictionary<string, PostQuantumKey> _postQuantumKeys = [];
    private Dictionary<string, PostQuantumKey> _postQuantumKeysByIdentity = [];

    /// <summary>Passwords of EAP identities.</summary>
    public EapSecretDirectory EapSecrets { get; } = new();

    public void Load(EngineConfiguration configuration)
    {
        EapSecrets.Load(configuration);
        _configuration = configuration;
        _byName = configuration.Peers.Where(peer => peer.Enabled).ToDictionary(peer => peer.Name);
        _byRemote = [];
        _anyRemote = [];
        _anyRemoteTo = [];
        _anyRemoteElsewhere = null;
        _ownAddresses = [.. configuration.Peers.Where(static peer => peer.LocalAddress is not null).Select(static peer => peer.LocalAddress!.Value)];
        _preSharedKeys = new PreSharedKeyDirectory(configuration.PreSharedKeys);
        _credentials = configuration.Credentials.ToDictionary(credential => credential.Name, StringComparer.Ordinal);
        _trust = new(StringComparer.Ordinal);
        _postQuantumKeys = configuration.PostQuantumKeys.ToDictionary(key => key.Name, StringComparer.Ordinal);
        _postQuantumKeysByIdentity = configuration.PostQuantumKeys.ToDictionary(key => Convert.ToHexString(key.Identity.AsSpan()), StringComparer.Ordinal);
        foreach (var peer in _byName.Values)
        {
            if (peer.RemoteAddress is not { } remote)
            {
                _anyRemote.Add(peer);
            }
            else if (_byRemote.TryGetValue(remote, out var list))
            {
                list.Add(peer);
            }
            else
            {
                _byRemote[remote] = [peer];
            }
        }
    }

    public PeerPolicy? Find(string vpnName) => _byName.GetValueOrDefault(vpnName);

    /// <summary>Vpns that a peer on this path may belong to; those that name its address come first.</summary>
    public IReadOnlyList<PeerPolicy> Candidates(in NetworkPath path)
    {
        var any = AnyRemoteTo(path.Local.Address).InOrder;
        var named = Named(path);
        return named.Count == 0 ? any : [.. named, .. any];
    }

    /// <summary>
    /// The vpn for a peer that is about to be authenticated: its identity must match, and the negotiated algorithms must be allowed there. Those that want the
    /// method that the peer uses come before those that would refuse it.
    /// </summary>
    /// <param name="sa">The SA.</param>
    /// <param name="remote">Who the peer says it is.</param>
    /// <param name="wanted">Who it wants this side to be, null for anybody.</param>
    /// <param name="method">The method of its AUTH; null when it sent none and so wants EAP.</param>
    public PeerPolicy? Choose(IkeSa sa, Identity remote, Identity? wanted, AuthenticationMethod? method)
    {
        PeerPolicy? best = null;
        var bestScore = -1;
        foreach (var peer in Named(sa.Path).Concat(AnyRemoteTo(sa.Path.Local.Address).ByIdentity.Candidates(remote)))
        {
            if (!peer.RemoteIdentity.Matches(remote) || !Allows(peer, sa.Suite)
                || (wanted is not null && peer.LocalIdentity is not null && !peer.LocalIdentity.Equals(wanted)))
            {
                continue;
            }

            var score = peer.RemoteIdentity.Specificity + (AuthMethods.Accepts(peer, method) ? MethodScore : 0);
            if (score > bestScore)
            {
                (best, bestScore) = (peer, score);
            }
        }

        return best;
    }

    public PreSharedKey? FindPreSharedKey(Identity local, Identity remote) => _preSharedKeys.Find(local, remote);

    public bool HasPostQuantumKeys => _postQuantumKeys.Count > 0;

    public PostQuantumKey? FindPostQuantumKey(string name) => _postQuantumKeys.GetValueOrDefault(name);

    /// <summary>The post-quantum preshared key that a peer names.</summary>
    public PostQuantumKey? FindPostQuantumKey(ReadOnlySpan<byte> identity) => _postQuantumKeysByIdentity.GetValueOrDefault(Convert.ToHexString(identity));

    /// <summary>The certificate and key of that name; null when they are not loaded.</summary>
    public CertificateCredential? FindCredential(string name) => _credentials.GetValueOrDefault(name);

    /// <summary>What certificates of peers of this vpn are judged by: the authority that it names, or every trusted one.</summary>
    public TrustStore TrustOf(PeerPolicy peer)
    {
        if (!_trust.TryGetValue(peer.RemoteAuthority, out var trust))
        {
            var certificates = _configuration.Certificates;
            trust = new TrustStore(
                [.. certificates.Where(row => peer.RemoteAuthority.Length == 0 ? row.IsTrusted : row.Name == peer.RemoteAuthority).Select(row => row.Certificate)],
                [.. certificates.Where(static row => !row.IsTrusted).Select(row => row.Certificate)],
                _configuration.RevocationLists);
            _trust[peer.RemoteAuthority] = trust;
        }

        return trust;
    }

    /// <summary>All enabled vpns with a security policy of that name.</summary>
    public IEnumerable<(PeerPolicy Peer, ChildPolicy Child)> FindChildPolicies(string securityPolicy, string? vpnName)
    {
        IEnumerable<PeerPolicy> peers = vpnName is null ? _byName.Values : _byName.TryGetValue(vpnName, out var named) ? [named] : [];
        foreach (var peer in peers)
        {
            foreach (var child in peer.Children)
            {
                if (child.Name == securityPolicy)
                {
                    yield return (peer, child);
                }
            }
        }
    }

    /// <summary>Vpns that name the peer's address.</summary>
    private List<PeerPolicy> Named(NetworkPath path) =>
        _byRemote.TryGetValue(path.Remote.Address, out var named) ? named.FindAll(peer => MatchesLocal(peer, path.Local.Address)) : [];

    /// <summary>
    /// Vpns that take peers from anywhere, at one address of ours: found once for a configuration, however many there are. Addresses that no vpn names are
    /// all alike; peers could choose among any number of them.
    /// </summary>
    private AnyRemote AnyRemoteTo(IpAddress local)
    {
        if (!local.IsUnspecified && !_ownAddresses.Contains(local))
        {
            return _anyRemoteElsewhere ??= Make(local);
        }

        if (!_anyRemoteTo.TryGetValue(local, out var found))
        {
            _anyRemoteTo[local] = found = Make(local);
        }

        return found;
    }

    private AnyRemote Make(IpAddress local)
    {
        var peers = _anyRemote.FindAll(peer => MatchesLocal(peer, local));
        var index = new IdentityIndex<PeerPolicy>();
        foreach (var peer in peers)
        {
            index.Add(peer.RemoteIdentity, peer);
        }

        return new AnyRemote(peers, index);
    }

    private static bool MatchesLocal(PeerPolicy peer, IpAddress local) =>
        peer.LocalAddress is not { } own || own.IsUnspecified || local.IsUnspecified || own == local;

    private static bool Allows(PeerPolicy peer, NegotiatedSuite suite) => peer.Proposals.Any(offer =>
        offer.Encryption.Contains(suite.Encryption)
        && (suite.Integrity == IntegrityId.None || offer.Integrity.Contains(suite.Integrity))
        && offer.Prfs.Contains(suite.Prf)
        && offer.KeyExchanges.Contains(suite.KeyExchange)
        && AdditionalKeyExchangeSelection.Allows(offer, suite.AdditionalKeyExchanges));

    private sealed record AnyRemote(IReadOnlyList<PeerPolicy> InOrder, IdentityIndex<PeerPolicy> ByIdentity);
}
