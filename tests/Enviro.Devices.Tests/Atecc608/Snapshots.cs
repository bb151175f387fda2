namespace Enviro.Devices.Tests;

/// <summary>Where things lie in a simulated chip's snapshot: magic 8, configuration 128, OTP 64, slots, seed, draws.</summary>
internal static class Snapshots
{
    public const int Configuration = 8;
    public const int Slots = 8 + 128 + 64;

    /// <summary>The 32 bytes of a private key in slot 0 … 7, behind four of padding.</summary>
    public static Range PrivateKeyOf(int slot)
    {
        int start = Slots + (36 * slot) + 4;
        return start..(start + 32);
    }
}
