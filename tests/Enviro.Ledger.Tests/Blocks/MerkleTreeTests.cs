using System.Security.Cryptography;
using CsCheck;

namespace Enviro.Ledger.Tests;

public sealed class MerkleTreeTests
{
    // Leaves and roots of Certificate Transparency's reference tests (merkle_tree_test.cc), the usual vectors for RFC 6962 and RFC 9162.
    private static readonly string[] Leaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

    [Theory]
    [InlineData(0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData(1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")]
    [InlineData(2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125")]
    [InlineData(3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77")]
    [InlineData(4, "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7")]
    [InlineData(5, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4")]
    [InlineData(6, "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef")]
    [InlineData(7, "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c")]
    [InlineData(8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")]
    public void The_root_is_that_of_the_reference_tests(int size, string root)
    {
        MerkleTree tree = new();
        foreach (string leaf in Leaves[..size])
        {
            tree.Append(MerkleTree.HashLeaf(Convert.FromHexString(leaf)));
        }

        Assert.Equal(size, tree.TreeSize);
        Assert.Equal(root, Convert.ToHexStringLower(tree.RootHash()));
    }

    [Fact]
    public void The_root_is_that_of_the_recursive_definition() =>
        Gen.Byte.Array[0, 300].Array[0, 70].Sample(
            leaves =>
            {
                MerkleTree tree = new();
                foreach (byte[] leaf in leaves)
                {
                    tree.Append(MerkleTree.HashLeaf(leaf));
                }

                Assert.Equal(Definition(leaves), tree.RootHash());
            },
            iter: 200);

    [Fact]
    public void A_tree_grows_on_from_its_subtrees_and_no_others_give_its_root()
    {
        MerkleTree tree = new();
        for (int size = 0; size < 70; size++)
        {
            byte[] subtrees = tree.Subtrees();
            MerkleTree copy = MerkleTree.FromSubtrees(size, subtrees)!;
            Assert.Equal(tree.RootHash(), copy.RootHash());
            copy.Append(MerkleTree.HashLeaf([(byte)size]));
            for (int i = 0; i < subtrees.Length; i += 5)
            {
                byte[] altered = (byte[])subtrees.Clone();
                altered[i] ^= 0x10;
                Assert.NotEqual(tree.RootHash(), MerkleTree.FromSubtrees(size, altered)!.RootHash());
            }

            Assert.Null(MerkleTree.FromSubtrees(size, new byte[subtrees.Length + 32]));
            Assert.Null(MerkleTree.FromSubtrees(size, new byte[subtrees.Length + 1]));
            tree.Append(MerkleTree.HashLeaf([(byte)size]));
            Assert.Equal(tree.RootHash(), copy.RootHash());
        }

        Assert.Null(MerkleTree.FromSubtrees(-1, new byte[64 * 32]));
    }

    [Fact]
    public void A_copy_grows_on_its_own()
    {
        MerkleTree tree = new();
        tree.Append(MerkleTree.HashLeaf([1]));
        byte[] root = tree.RootHash();
        MerkleTree copy = tree.Clone();
        copy.Append(MerkleTree.HashLeaf([2]));
        Assert.Equal(root, tree.RootHash());
        Assert.Equal(Definition([[1], [2]]), copy.RootHash());
    }

    [Theory]
    [InlineData(31)]
    [InlineData(33)]
    public void A_leaf_hash_of_another_length_is_refused(int length) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new MerkleTree().Append(new byte[length]));

    /// <summary>MTH of RFC 9162 §2.1.1, word for word.</summary>
    private static byte[] Definition(ReadOnlySpan<byte[]> leaves)
    {
        if (leaves.Length < 2)
        {
            return leaves.Length == 0 ? SHA256.HashData([]) : SHA256.HashData([0, .. leaves[0]]);
        }

        int split = 1;
        while (split * 2 < leaves.Length)
        {
            split *= 2;
        }

        return SHA256.HashData([1, .. Definition(leaves[..split]), .. Definition(leaves[split..])]);
    }
}
