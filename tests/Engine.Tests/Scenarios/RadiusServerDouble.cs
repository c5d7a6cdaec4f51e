using System.Text;
using MyIkev2.Engine.Eap;
using MyIkev2.Engine.Radius;
using MyIkev2.Testing;

namespace MyIkev2.Engine.Tests.Scenarios;

/// <summary>A RADIUS server that runs this engine's own EAP methods: what the relay hands on comes to somebody who judges it.</summary>
internal sealed class RadiusServerDouble(string user, string password) : IEapPasswords
{
    private readonly SeededRandom _random = new(99);

    public List<RadiusQuestion> Questions { get; } = [];

    public EapMethodType Method { get; init; } = EapMethodType.MsChapV2;

    /// <summary>What an accepted peer gets.</summary>
    public RadiusGrant Grant { get; init; } = new();

    /// <summary>A preshared key for who asks for one.</summary>
    public string? PreSharedKey { get; init; }

    /// <summary>Takes the place of the answer.</summary>
    public Func<RadiusReply, RadiusReply> Change { get; init; } = reply => reply;

    public RadiusReply Answer(RadiusQuestion question)
    {
        Questions.Add(question);
        return Change(Judge(question));
    }

    public KeyMaterial? Find(ReadOnlySpan<byte> identity) =>
        identity.SequenceEqual(Encoding.UTF8.GetBytes(user)) ? KeyMaterial.Copy(Encoding.UTF8.GetBytes(password)) : null;

    private RadiusReply Judge(RadiusQuestion question)
    {
        if (question.Eap is not { } packet)
        {
            return PreSharedKey is null
                ? new RadiusReply.Reject(default, "unknown")
                : new RadiusReply.Accept(default, null, KeyMaterial.Copy(Encoding.UTF8.GetBytes(PreSharedKey)), Grant);
        }

        var conversation = question.Conversation as EapAuthenticator;
        var step = conversation is null
            ? (conversation = new EapAuthenticator([Method], this, _random, "radius", question.UserName.Span)).Start()
            : conversation.Handle(packet);
        return step switch
        {
            EapStep.Continue next => new RadiusReply.Challenge(next.Packet, conversation),
            EapStep.Success success => new RadiusReply.Accept(success.Packet, success.MasterSessionKey, null, Grant),
            EapStep.Failure failure => new RadiusReply.Reject(failure.Packet, "go away"),
            _ => throw new InvalidOperationException("these methods wait for nothing"),
        };
    }
}
