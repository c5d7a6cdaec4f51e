using MyIkev2.Engine.Crypto;

namespace MyIkev2.Benchmarks.Engines;

/// <summary>Two engines wired to each other, one handshake after the other.</summary>
internal static class EnginePair
{
    public const string InitiatorAddress = "192.0.2.1";
    public const string ResponderAddress = "198.51.100.1";

    public static EngineSide Responder(EngineSuite suite, ICryptoProvider crypto)
    {
        var side = new EngineSide(ResponderAddress, crypto);
        side.Configure(EngineConfigurations.Responder(suite, side.Address));
        return side;
    }

    /// <summary>An initiator with the vpns of these numbers.</summary>
    public static EngineSide Initiator(EngineSuite suite, ICryptoProvider crypto, EngineSide responder, int first, int count)
    {
        var side = new EngineSide(InitiatorAddress, crypto);
        side.Configure(EngineConfigurations.Initiator(suite, side.Address, responder.Address, first, count));
        return side;
    }

    /// <summary>Brings those vpns up; throws when one did not, because the figures would be of something else.</summary>
    public static void Establish(EngineSide initiator, EngineSide responder, int first, int count)
    {
        var before = responder.ChildrenInstalled;
        for (var number = first; number < first + count; number++)
        {
            initiator.Initiate(EngineConfigurations.VpnName(number), EngineConfigurations.ChildName(number));
            while (responder.TakeFrom(initiator) | initiator.TakeFrom(responder))
            {
            }
        }

        if (initiator.Established != count || responder.ChildrenInstalled - before != count)
        {
            throw new InvalidOperationException(
                $"of {count} handshakes the initiator finished {initiator.Established} and the responder {responder.ChildrenInstalled - before}");
        }
    }
}
