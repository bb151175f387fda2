namespace Enviro.Devices.Atecc608;

/// <summary>
/// The longest time each command may take, in milliseconds, by clock divider (ATECC608B DS40002239, command execution times).
/// Only the elliptic-curve commands, GenDig, SelfTest and SHA depend on the divider.
/// </summary>
public static class ExecutionTime
{
    /// <summary>Longest execution time in milliseconds; an opcode not in the table gets the longest of all of them.</summary>
    public static int LongestMs(byte opcode, Atecc608ClockDivider divider)
    {
        switch (opcode)
        {
            case Opcode.Info:
            case Opcode.Read:
                return 5;
            case Opcode.UpdateExtra:
                return 10;
            case Opcode.Nonce:
                return 20;
            case Opcode.Random:
                return 23;
            case Opcode.Counter:
                return 25;
            case Opcode.GenDig:
                return ByDivider(divider, 25, 35, 35);
            case Opcode.Aes:
                return 27;
            case Opcode.Lock:
                return 35;
            case Opcode.CheckMac:
                return 40;
            case Opcode.Write:
                return 45;
            case Opcode.DeriveKey:
            case Opcode.PrivWrite:
                return 50;
            case Opcode.Mac:
                return 55;
            case Opcode.Kdf:
                return 165;
            case Opcode.Sha:
                return ByDivider(divider, 36, 42, 75);
            case Opcode.Ecdh:
                return ByDivider(divider, 75, 172, 531);
            case Opcode.SecureBoot:
                return ByDivider(divider, 80, 160, 480);
            case Opcode.Verify:
                return ByDivider(divider, 105, 295, 1085);
            case Opcode.GenKey:
                return ByDivider(divider, 115, 215, 653);
            case Opcode.Sign:
                return ByDivider(divider, 115, 220, 665);
            case Opcode.SelfTest:
            default:
                // Waiting too long is safe, giving up too early is not.
                return ByDivider(divider, 250, 625, 2324);
        }
    }

    private static int ByDivider(Atecc608ClockDivider divider, int m0, int m1, int m2)
    {
        switch (divider)
        {
            case Atecc608ClockDivider.M1:
                return m1;
            case Atecc608ClockDivider.M2:
                return m2;
            default:
                return m0;
        }
    }
}
