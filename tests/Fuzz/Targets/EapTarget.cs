using System.Buffers.Binary;
using MyIkev2.Engine;
using MyIkev2.Engine.Eap;
using static MyIkev2.Fuzz.FuzzFailureException;

namespace MyIkev2.Fuzz.Targets;

/// <summary>
/// Packets of a conversation, each after its length in two octets, told to an authenticator and to a peer. Seeds are whole conversations of ends with the
/// same random source as here, so that mutations get deep into the methods.
/// </summary>
public static class EapTarget
{
    public static FuzzTarget Target { get; } = new("eap", "every packet gets a legal answer or a reason, and what is over stays over", Check);

    private static void Check(ReadOnlySpan<byte> input)
    {
        EapMethodType[] methods = [EapMethodType.MsChapV2, EapMethodType.Md5Challenge];
        using var authenticator = new EapAuthenticator(methods, new OnePassword(), new Ramp(1), "gateway.example");
        using var peer = new EapPeer("carol@example.org"u8, "Ar3etTnp"u8, methods, new Ramp(101));
        authenticator.Start();
        var isOver = (Authenticator: false, Peer: false);
        while (input.Length >= sizeof(ushort))
        {
            var length = Math.Min(BinaryPrimitives.ReadUInt16BigEndian(input), input.Length - sizeof(ushort));
            var packet = input.Slice(sizeof(ushort), length).ToArray();
            input = input[(sizeof(ushort) + length)..];
            Judge(authenticator.Handle(packet), EapCode.Request, ref isOver.Authenticator);
            Judge(peer.Handle(packet), EapCode.Response, ref isOver.Peer);
        }
    }

    private static void Judge(EapStep step, EapCode code, ref bool isOver)
    {
        switch (step)
        {
            case EapStep.Continue next:
                Require(!isOver, "a conversation that was over goes on");
                Require(EapPacket.TryRead(next.Packet, out var packet) && packet.Code == code, "an answer is no EAP packet of this side");
                break;
            case EapStep.Success success:
                Require(!isOver, "a conversation that was over succeeds");
                isOver = true;
                success.MasterSessionKey?.Dispose();
                break;
            case EapStep.Failure failure:
                Require(failure.Text.Length > 0, "a failure says why");
                isOver = true;
                break;
        }
    }

    /// <summary>Octets that count up: whoever wrote the seeds had the same.</summary>
    private sealed class Ramp(byte next) : IRandomSource
    {
        public void Fill(Span<byte> destination)
        {
            foreach (ref var octet in destination)
            {
                octet = next++;
            }
        }
    }

    private sealed class OnePassword : IEapPasswords
    {
        public KeyMaterial? Find(ReadOnlySpan<byte> identity) => identity.SequenceEqual("carol@example.org"u8) ? KeyMaterial.Copy("Ar3etTnp"u8) : null;
    }
}
