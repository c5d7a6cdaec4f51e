namespace MyIkev2.SnmpProtocol.Notifications;

/// <summary>
/// request-ids and message ids: positive, each 31-bit number once before they repeat. Where they start and how they go on
/// is not to be guessed from outside (they are all that tells an acknowledgement of SNMPv2c from a forged one), so the
/// caller gives a random seed and numbers are spread by a multiplication that permutes them.
/// </summary>
internal sealed class RequestIds(ulong seed)
{
    private const uint Mask = int.MaxValue;
    private readonly uint _step = ((uint)seed & Mask) | 1;
    private uint _last = (uint)(seed >> 32) & Mask;

    internal int Next()
    {
        // An odd step visits every number; 0 is left out because net-snmp and others use it for "none".
        do
        {
            _last = (_last + _step) & Mask;
        }
        while (_last == 0);
        return (int)_last;
    }
}
