namespace MyIkev2.Engine.Addresses;

/// <summary>
/// The addresses of one identity: those kept for it first, the last returned at the front; then those in use, the last taken at the end. So both are
/// found at once however many there are: thousands of peers may share an identity.
/// </summary>
internal sealed class IdentityChain
{
    public LeasedAddress? First { get; private set; }

    public LeasedAddress? Last { get; private set; }

    public bool IsEmpty => First is null;

    /// <summary>Adds an address where its use says.</summary>
    public void Add(LeasedAddress lease)
    {
        if (lease.IsInUse)
        {
            (lease.Previous, lease.Next) = (Last, null);
            if (Last is { } last)
            {
                last.Next = lease;
            }

            Last = lease;
            First ??= lease;
        }
        else
        {
            (lease.Previous, lease.Next) = (null, First);
            if (First is { } first)
            {
                first.Previous = lease;
            }

            First = lease;
            Last ??= lease;
        }
    }

    public void Remove(LeasedAddress lease)
    {
        if (lease.Previous is { } previous)
        {
            previous.Next = lease.Next;
        }
        else
        {
            First = lease.Next;
        }

        if (lease.Next is { } next)
        {
            next.Previous = lease.Previous;
        }
        else
        {
            Last = lease.Previous;
        }

        (lease.Previous, lease.Next) = (null, null);
    }
}
