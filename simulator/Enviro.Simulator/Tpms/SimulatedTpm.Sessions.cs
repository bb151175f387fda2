using System.Security.Cryptography;
using Enviro.Tpm;

namespace Enviro.Simulator;

// The authorisation area (TPM 2.0 Part 1, 19.4; Part 3, 5.5 and 5.6). Only passwords authorise here: no session can be started.
public sealed partial class SimulatedTpm
{
    private const int MaxSessions = 3;
    private const int SmallestSession = 9;
    private const byte HmacSessionRange = 0x02;
    private const byte PolicySessionRange = 0x03;

    // TPMA_SESSION: decrypt, encrypt, audit; bits 3 and 4 are reserved.
    private const int SessionUses = 0xE0;
    private const int SessionReserved = 0x18;

    private int ReadSessions(TpmCommandReader reader, Rule rule, uint[] handles)
    {
        if (!rule.TakesSessions)
        {
            throw new TpmRefusal(TpmRc.AuthContext);
        }

        if (reader.Remaining < sizeof(uint))
        {
            throw new TpmRefusal(TpmRc.Insufficient);
        }

        uint size = reader.UInt32();
        if (size < SmallestSession || size > reader.Remaining)
        {
            throw new TpmRefusal(TpmRc.Size);
        }

        List<byte[]> passwords = [];
        int end = reader.Limit((int)size);
        while (reader.Remaining != 0)
        {
            reader.BeginSession(passwords.Count + 1);
            passwords.Add(passwords.Count < MaxSessions ? ReadPassword(reader, passwords.Count) : throw reader.Refuse(TpmRc.Size));
        }

        reader.Unlimit(end);
        if (passwords.Count > rule.Authorized)
        {
            throw TpmRefusal.OfSession(TpmRc.Handle, rule.Authorized + 1);
        }

        for (int i = 0; i < passwords.Count; i++)
        {
            Authorize(rule, handles[i], i, passwords[i]);
        }

        return passwords.Count;
    }

    private static byte[] ReadPassword(TpmCommandReader reader, int position)
    {
        uint handle = reader.UInt32();
        switch (handle >> 24)
        {
            case HmacSessionRange or PolicySessionRange:
                throw new TpmRefusal(TpmRc.ReferenceS0 + (uint)position);
            default:
                if (handle != TpmHandles.PasswordSession)
                {
                    throw reader.Refuse(TpmRc.Value);
                }

                break;
        }

        byte[] nonce = reader.Sized(TpmCommandReader.MaxDigest);
        byte attributes = reader.UInt8();
        if ((attributes & SessionReserved) != 0)
        {
            throw reader.Refuse(TpmRc.ReservedBits);
        }

        byte[] password = reader.Sized(TpmCommandReader.MaxDigest);
        if ((attributes & SessionUses) != 0)
        {
            throw reader.Refuse(TpmRc.Attributes);
        }

        return nonce.Length == 0 ? TrimZeros(password) : throw reader.Refuse(TpmRc.Nonce);
    }

    private void Authorize(Rule rule, uint handle, int position, byte[] password)
    {
        byte[] expected = [];
        bool isProtected = false;
        if (FindObject(handle) is TpmObject key)
        {
            bool isAdministration = rule.IsAdministration && position == 0;
            if (isAdministration ? key.Template.Has(TpmTemplate.AdminWithPolicy) : !key.Template.Has(TpmObjectAttributes.UserWithAuth))
            {
                throw new TpmRefusal(isAdministration ? TpmRc.AuthType : TpmRc.AuthUnavailable);
            }

            expected = key.Authorization;
            isProtected = !key.Template.Has(TpmObjectAttributes.NoDictionaryAttack);
        }
        else if (_indices.TryGetValue(handle, out TpmNvIndex? index))
        {
            if (!index.Has(rule.IsNvWrite ? NvAttributes.AuthWrite : NvAttributes.AuthRead))
            {
                throw new TpmRefusal(TpmRc.AuthUnavailable);
            }

            expected = index.Authorization;
            isProtected = !index.Has(NvAttributes.NoDictionaryAttack);
        }

        if (!CryptographicOperations.FixedTimeEquals(password, expected))
        {
            throw TpmRefusal.OfSession(isProtected ? TpmRc.AuthFail : TpmRc.BadAuth, position + 1);
        }
    }

    // Part 1, 17.6.4.3: zeros at its end are no part of an authorisation value.
    private static byte[] TrimZeros(byte[] value) => value.AsSpan().TrimEnd((byte)0).ToArray();
}
