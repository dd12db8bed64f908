using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.ReinforcementRanking.Tests.Sessions;

/// <summary>Tests that blocks of features give the same rows whether they keep all values or those that are not 0.</summary>
public class FeatureBlockTests
{
    private const int Width = 3;

    private static readonly float[][] Rows = [[3, 0, 2], [0, 0, 0], [0, 4, 0], [5, 6, 7]];

    public static TheoryData<bool> Forms => new(true, false);

    [Theory]
    [MemberData(nameof(Forms))]
    public void CopyRow_AnyRow_HasItsValues(bool isDense)
    {
        foreach (var (number, row) in Rows.Index())
        {
            float[] copied = [-1, -1, -1];
            Block(isDense).CopyRow(number, copied);
            copied.Should().Equal(row);
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void CopyNonZeros_AnyRow_HasItsSlotsAndTheirValues(bool isDense)
    {
        foreach (var (number, row) in Rows.Index())
        {
            int[] expected = [.. Enumerable.Range(0, Width).Where(slot => row[slot] != 0)];
            var count = Block(isDense).CountNonZeros(number, Width);
            var (slots, values) = (new int[count], new float[count]);

            Block(isDense).CopyNonZeros(number, Width, slots, values);

            slots.Should().Equal(expected);
            values.Should().Equal(expected.Select(slot => row[slot]));
        }
    }

    [Fact]
    public void ByteCount_Texts_GrowsWithThemAndTheirCharacters()
    {
        var (empty, one, two) = (new TextIndex().ByteCount, new TextIndex("a").ByteCount, new TextIndex("a", "bcd").ByteCount);

        empty.Should().Be(0);
        (two - one).Should().Be(one + 2 * sizeof(char), "the second text has two characters more");
    }

    private static FeatureBlock Block(bool isDense)
    {
        if (isDense)
            return new FeatureBlock.Dense(Rows.SelectMany(row => row).ToArray());
        var entries = Rows.Select(row => row.Index().Where(entry => entry.Item != 0).ToArray()).ToArray();
        int[] starts = [0, .. Rows.Select((_, row) => entries[..(row + 1)].Sum(own => own.Length))];
        return new FeatureBlock.Sparse(starts, entries.SelectMany(own => own.Select(entry => entry.Index)).ToArray(),
            entries.SelectMany(own => own.Select(entry => entry.Item)).ToArray());
    }
}
