namespace MyIkev2.Engine.Wire;

/// <summary>Look-ups over a message's payloads, clear or decrypted; no allocation.</summary>
public static class PayloadListExtensions
{
    /// <summary>The first payload of type <typeparamref name="T"/>.</summary>
    public static T? Find<T>(this IReadOnlyList<Payload> payloads)
        where T : Payload
    {
        for (int i = 0; i < payloads.Count; i++)
        {
            if (payloads[i] is T found)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>The first notify of type <paramref name="type"/>.</summary>
    public static NotifyPayload? FindNotify(this IReadOnlyList<Payload> payloads, NotifyType type)
    {
        for (int i = 0; i < payloads.Count; i++)
        {
            if (payloads[i] is NotifyPayload notify && notify.NotifyType == type)
            {
                return notify;
            }
        }

        return null;
    }

    /// <summary>The first notify that reports an error.</summary>
    public static NotifyPayload? FindErrorNotify(this IReadOnlyList<Payload> payloads)
    {
        for (int i = 0; i < payloads.Count; i++)
        {
            if (payloads[i] is NotifyPayload { IsError: true } notify)
            {
                return notify;
            }
        }

        return null;
    }

    /// <summary>The first payload of <paramref name="type"/>, whatever its class.</summary>
    public static Payload? Find(this IReadOnlyList<Payload> payloads, PayloadType type)
    {
        for (int i = 0; i < payloads.Count; i++)
        {
            if (payloads[i].Type == type)
            {
                return payloads[i];
            }
        }

        return null;
    }
}
