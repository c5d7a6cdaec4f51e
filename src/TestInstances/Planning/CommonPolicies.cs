using System.Text;
using MyIkev2.Engine;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Runtime.Configuration;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;
using MyIkev2.TestInstances.Credentials;
using MyIkev2.TestInstances.Setup;

namespace MyIkev2.TestInstances.Planning;

/// <summary>What all tunnels of a setup have in common, made once.</summary>
internal sealed class CommonPolicies
{
    // IP and UDP headers, the non-ESP marker, and what an encrypted fragment adds to its text: headers, IV, padding, ICV.
    private const int FragmentOverhead = 116;

    private readonly TestSetup _setup;

    public CommonPolicies(TestSetup setup, SetupMaterial material)
    {
        _setup = setup;
        Authentication = new AuthenticationPolicies(setup, material);
        var ike = setup.Ike;
        Peer = Authentication.Apply(new PeerPolicy
        {
            Name = string.Empty,
            Proposals = IkeProposals(ike),
            RemotePort = (ushort)setup.Runner.PeerPort,
            RemoteNatTraversalPort = (ushort)setup.Runner.PeerNatTraversalPort,
            DpdDelay = ike.InitiatesDpd ? ike.DpdInterval : TimeSpan.Zero,
            ChecksLivenessAlways = ike.ForcesDpd,
            DetectsNat = ike.Encapsulation.NatTraversal,
            Mobike = setup.Mobike.Enabled,
            DisallowsNat = ike.Encapsulation.DisallowsNat,
            ForceUdpEncapsulation = ike.Encapsulation.ForcesUdp,
            Fragmentation = ike.Fragmentation ? FeatureUse.Yes : FeatureUse.No,
            Childless = FeatureUse.No,
            RekeyTime = RekeyTime(ike.Lifetime),
            RandomTime = RandomTime(ike.Lifetime),
            OverTime = Margin(ike.Lifetime),
            Ppk = ike.Ppk.Id,
            RequiresPpk = ike.Ppk.Required,
        });
        Children = setup.Children.Select(Child).ToValueList();
    }

    /// <summary>How the sides prove who they are.</summary>
    public AuthenticationPolicies Authentication { get; }

    /// <summary>The vpns, less what differs from one to the next.</summary>
    public PeerPolicy Peer { get; }

    /// <summary>The security policies as the file says them: those of a gateway, and of a client's first tunnel.</summary>
    public ValueList<ChildPolicy> Children { get; }

    /// <summary>The engine's configuration around some vpns.</summary>
    public EngineConfiguration Configure(ValueList<PeerPolicy> peers)
    {
        var ike = _setup.Ike;
        return Authentication.Apply(new EngineConfiguration
        {
            Peers = peers,
            PreSharedKeys = ike.PreSharedKey.Length == 0 ? [] : [new PreSharedKey("psk", [], ValueList.Create<byte>(Encoding.UTF8.GetBytes(ike.PreSharedKey)))],
            PostQuantumKeys = PostQuantumKeys(ike.Ppk),
            VirtualAddressInterface = ike is { RemoteAccess: true, InstallsFastPath: true } ? ike.VirtualAddressInterface : string.Empty,
            Limits = new EngineLimits
            {
                // Here a negative number means never, and zero from the first on.
                CookieThreshold = ike.CookieThreshold switch { < 0 => 0, 0 => EngineLimits.CookieAlways, var count => count },
                BlockThreshold = 0,
                HalfOpenTimeout = ike.RetransmissionInterval * ike.MaximumTransmissions,
                NatKeepalive = ike.Encapsulation.KeepaliveInterval,
                FragmentSize = ike.Mtu + FragmentOverhead,
                InitiatorOnly = _setup.Role == TestRole.Client,
            },
            Retransmission = new RetransmissionOptions
            {
                Tries = ike.MaximumTransmissions - 1,
                Timeout = ike.RetransmissionInterval.TotalSeconds,
                Base = 1,
            },
        });
    }

    /// <summary>The traffic selectors of a tunnel.</summary>
    /// <param name="selectors">As the file says them.</param>
    /// <param name="step">From tunnel to tunnel.</param>
    /// <param name="index">Which tunnel.</param>
    public static ValueList<ConfiguredSelector> Selectors(ValueList<SelectorSetup> selectors, ulong step, int index) =>
        selectors.Select(selector => Selector(selector, SelectorSteps.IsStepped(selector) ? step : 0, index)).ToValueList();

    private static ConfiguredSelector Selector(SelectorSetup selector, ulong step, int index) => ConfiguredSelector.Range(
        AddressSteps.Step(selector.First, step, (ulong)index) ?? throw PastTheEnd(index),
        AddressSteps.Step(selector.Last, step, (ulong)index) ?? throw PastTheEnd(index),
        (byte)selector.Protocol,
        (ushort)selector.StartPort,
        (ushort)selector.EndPort);

    /// <summary>The rules check that the value can be read.</summary>
    private static ValueList<PostQuantumKey> PostQuantumKeys(PpkSetup ppk) => ppk.Id.Length > 0 && SecretText.Read(ppk.Value, out _) is { } secret
        ? [new PostQuantumKey(ppk.Id, Encoding.UTF8.GetBytes(ppk.Id).ToValueList(), secret.ToValueList())]
        : [];

    private static InvalidOperationException PastTheEnd(int index) => new($"selectors of tunnel {index} lie past the last address; the rules check that");

    private ChildPolicy Child(ChildSetup child, int position) => new()
    {
        Name = TestPlan.ChildName(position),
        RequestId = (uint)position + 1,
        Mode = child.TunnelMode ? IpsecMode.Tunnel : IpsecMode.Transport,
        Proposals = ChildProposals(child),
        LocalSelectors = Selectors(child.OwnSelectors, 0, 0),
        RemoteSelectors = Selectors(child.PeerSelectors, 0, 0),
        ReplayWindow = child.ReplayWindow,
        StartAction = ChildAction.None,
        CloseAction = ChildAction.None,
        DpdAction = ChildAction.None,
        RekeyTime = RekeyTime(child.Lifetime),
        RandomTime = RandomTime(child.Lifetime),
        LifeTime = RekeyTime(child.Lifetime) + Margin(child.Lifetime),
    };

    private static ValueList<ProposalOffer> IkeProposals(IkeSetup ike) => Offers(ike.Encryption, ike.Integrity)
        .Select(offer => offer with { Protocol = ProtocolId.Ike, Prfs = ike.Prfs, KeyExchanges = ike.KeyExchanges })
        .ToValueList();

    private static ValueList<ProposalOffer> ChildProposals(ChildSetup child) => Offers(child.Encryption, child.Integrity)
        .Select(offer => offer with
        {
            KeyExchanges = child.PerfectForwardSecrecy ? child.KeyExchanges : [],
            SequenceNumbers = [child.ExtendedSequenceNumbers ? SequenceNumbersId.ExtendedSequenceNumbers : SequenceNumbersId.NoExtendedSequenceNumbers],
        })
        .ToValueList();

    /// <summary>Combined-mode ciphers and others in a proposal each (RFC 5282 section 8), the kind that is named first ahead.</summary>
    private static IEnumerable<ProposalOffer> Offers(ValueList<EncryptionChoice> encryption, ValueList<IntegrityId> integrity) =>
        encryption.GroupBy(static choice => choice.Id.IsCombinedMode()).Select(group => new ProposalOffer
        {
            Protocol = ProtocolId.Esp,
            Encryption = group.ToValueList(),
            Integrity = group.Key ? [] : integrity,
        });

    /// <summary>
    /// When a rekey starts at the latest. With jitter the random part comes off the whole lifetime; what the file calls lifetime then is when the last moment to begin
    /// comes, and the margin is what the exchange may take beyond it.
    /// </summary>
    private TimeSpan RekeyTime(TimeSpan lifetime) => _setup.Ike.Jitter ? lifetime : lifetime - Margin(lifetime);

    private TimeSpan RandomTime(TimeSpan lifetime) => _setup.Ike.Jitter ? Margin(lifetime) : TimeSpan.Zero;

    private TimeSpan Margin(TimeSpan lifetime) => _setup.Ike.MarginTime < lifetime ? _setup.Ike.MarginTime : lifetime;
}
