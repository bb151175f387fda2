using System;
using System.IO;
using System.Text;
using Enviro.Wire;

namespace Enviro.Node.Esp32;

/// <summary>Small text files on the board's own drive: what it is, what runs on it, and what the run before had no time to put into last words.</summary>
internal static class BoardFiles
{
    /// <summary>The drive of the board's LittleFS.</summary>
    internal const string Drive = "I:\\";

    private const string BoardPath = Drive + "board";
    private const string FirmwarePath = Drive + "firmware";
    private const string RestartPath = Drive + "restart";
    private const int MaxLength = 128;

    /// <summary>Name of the board's variant; empty when the file is missing.</summary>
    internal static string ReadBoard() => ReadText(BoardPath);

    /// <summary>
    /// SHA-256 of the image that was deployed, as the flashing program wrote it; zeros when the file is missing or no such number. The interpreter lets a program
    /// read no image of its own, so this is a claim.
    /// </summary>
    internal static byte[] ReadFirmwareDigest()
    {
        byte[] digest = new byte[Sha256.DigestLength];
        string text = ReadText(FirmwarePath);
        if (text.Length != 2 * digest.Length)
        {
            return digest;
        }

        for (int i = 0; i < digest.Length; i++)
        {
            int high = ValueOf(text[2 * i]);
            int low = ValueOf(text[(2 * i) + 1]);
            if (high < 0 || low < 0)
            {
                return new byte[Sha256.DigestLength];
            }

            digest[i] = (byte)((high << 4) | low);
        }

        return digest;
    }

    /// <summary>Leaves a word for the next start about why it came; best effort.</summary>
    internal static void NoteRestart(RestartReason reason)
    {
        try
        {
            using (FileStream file = new FileStream(RestartPath, FileMode.Create, FileAccess.Write))
            {
                file.WriteByte((byte)('0' + (int)reason));
                file.Flush();
            }
        }
        catch (Exception)
        {
            // The restart matters more than its reason.
        }
    }

    /// <summary>Takes the word that was left, and removes it; <see cref="RestartReason.Unknown"/> when there is none.</summary>
    internal static RestartReason TakeRestart()
    {
        string text = ReadText(RestartPath);
        try
        {
            if (text.Length > 0)
            {
                File.Delete(RestartPath);
            }
        }
        catch (Exception)
        {
            // It is told twice then.
        }

        int value = text.Length == 1 ? ValueOf(text[0]) : -1;
        return value >= 0 && value <= (int)RestartReason.Unknown ? (RestartReason)value : RestartReason.Unknown;
    }

    private static string ReadText(string path)
    {
        try
        {
            if (!File.Exists(path))
            {
                return "";
            }

            byte[] content = new byte[MaxLength];
            int length;
            using (FileStream file = new FileStream(path, FileMode.Open, FileAccess.Read))
            {
                length = file.Read(content, 0, content.Length);
            }

            return length <= 0 ? "" : Encoding.UTF8.GetString(content, 0, length).Trim();
        }
        catch (Exception)
        {
            return "";
        }
    }

    private static int ValueOf(char digit) =>
        digit >= '0' && digit <= '9' ? digit - '0'
        : digit >= 'a' && digit <= 'f' ? digit - 'a' + 10
        : digit >= 'A' && digit <= 'F' ? digit - 'A' + 10
        : -1;
}
