using MyIkev2.Engine;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Testing;

/// <summary>One vpn between A and B, described once and built for either side. Defaults: PSK, AES-256-GCM, Curve25519, one child.</summary>
public sealed class SimVpn
{
    public ValueList<ProposalOffer> IkeProposals { get; set; } =
    [
        new ProposalOffer
        {
            Protocol = ProtocolId.Ike,
            Encryption = [new EncryptionChoice(EncryptionId.AesGcm16, 256)],
            Prfs = [PseudorandomFunctionId.HmacSha256],
            KeyExchanges = [KeyExchangeId.Curve25519],
        },
    ];

    public ValueList<ProposalOffer> EspProposals { get; set; } =
    [
        new ProposalOffer { Protocol = ProtocolId.Esp, Encryption = [new EncryptionChoice(EncryptionId.AesGcm16, 256)] },
    ];

    public int ChildCount { get; set; } = 1;

    public string SecretOfA { get; set; } = "swordfish";

    public string SecretOfB { get; set; } = "swordfish";

    public Identity IdentityOfA { get; set; } = Identity.Fqdn("a.example");

    public Identity IdentityOfB { get; set; } = Identity.Fqdn("b.example");

    public RetransmissionOptions Retransmission { get; set; } = new();

    public EngineLimits Limits { get; set; } = new();

    /// <summary>Last changes to the peer, on both sides.</summary>
    public Func<PeerPolicy, PeerPolicy> Peer { get; set; } = peer => peer;

    /// <summary>Last changes to each child, on both sides.</summary>
    public Func<ChildPolicy, ChildPolicy> Child { get; set; } = child => child;

    /// <summary>Last changes to the whole of a side; true for A.</summary>
    public Func<bool, EngineConfiguration, EngineConfiguration> Whole { get; set; } = (_, configuration) => configuration;

    /// <summary>Both sides authenticate with certificates: names and identities are set, and the configuration knows the authority.</summary>
    public void UseCertificates(CertificateCredential ofA, CertificateCredential ofB, params KnownCertificate[] known)
    {
        Whole = (isA, configuration) => configuration with
        {
            Credentials = [isA ? ofA : ofB],
            Certificates = ValueList.Create<KnownCertificate>(known),
            PreSharedKeys = [],
            Peers = configuration.Peers.Select(peer => peer with
            {
                LocalAuthentication = AuthenticationKind.Certificate,
                RemoteAuthentication = AuthenticationKind.Certificate,
                Certificate = (isA ? ofA : ofB).Name,
            }).ToValueList(),
        };
    }

    public EngineConfiguration Build(bool forA, IpAddress own, IpAddress other)
    {
        var children = new List<ChildPolicy>();
        for (var number = 1; number <= ChildCount; number++)
        {
            var netOfA = new ConfiguredSelector(IpAddress.Parse($"10.1.{number}.0"), 24);
            var netOfB = new ConfiguredSelector(IpAddress.Parse($"10.2.{number}.0"), 24);
            children.Add(Child(new ChildPolicy
            {
                Name = $"child-{number}",
                RequestId = (uint)number,
                Proposals = EspProposals,
                LocalSelectors = [forA ? netOfA : netOfB],
                RemoteSelectors = [forA ? netOfB : netOfA],
                CloseAction = ChildAction.None,
                DpdAction = ChildAction.None,
            }));
        }

        return Whole(forA, new EngineConfiguration
        {
            Peers =
            [
                Peer(new PeerPolicy
                {
                    Name = "vpn",
                    LocalAddress = own,
                    RemoteAddress = other,
                    LocalIdentity = forA ? IdentityOfA : IdentityOfB,
                    RemoteIdentity = new IdentityPattern((forA ? IdentityOfB : IdentityOfA).Text),
                    Proposals = IkeProposals,
                    Children = children.ToValueList(),
                }),
            ],
            PreSharedKeys = [new PreSharedKey("key", [], System.Text.Encoding.UTF8.GetBytes(forA ? SecretOfA : SecretOfB).ToValueList())],
            Retransmission = Retransmission,
            Limits = Limits,
        });
    }
}
