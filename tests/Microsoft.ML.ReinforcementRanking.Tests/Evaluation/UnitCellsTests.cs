using Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.ReinforcementRanking.Tests.Evaluation;

/// <summary>Tests sums in cells against plain sums, with more units than are read at once, and rows in any order.</summary>
public sealed class UnitCellsTests
{
    private const int Cells = 3;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1024)]
    [InlineData(2500)]
    public void Sum_UnitsThatOccurSeveralTimes_CountsThemAsOften(int units)
    {
        var (rows, cells) = Create(units);
        byte[] counts = [.. Enumerable.Range(0, units).Select(unit => (byte)(unit % 3))];

        cells.CellCount.Should().Be(Cells);
        cells.Sum(new([], Counts: null)).Should().Equal(SumOf(rows, _ => 1));
        cells.Sum(new([], counts)).Should().Equal(SumOf(rows, unit => counts[unit]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1024)]
    [InlineData(2500)]
    public void LeaveOneOut_EveryUnit_IsTheSumsWithoutIt(int units)
    {
        var (rows, cells) = Create(units);

        var values = cells.LeaveOneOut(new([], Counts: null), units, (unit, rest) => rest[0].Value + 1e4 * rest[1].Value + 1e8 * rest[2].Value + unit / 4096.0);

        var total = SumOf(rows, _ => 1);
        var own = rows.ToLookup(row => row.Unit);
        values.Should().Equal(Enumerable.Range(0, units).Select(unit =>
        {
            double Rest(int cell) => total[cell].Value - own[unit].Where(row => row.Cell == cell).Sum(row => row.Value);
            return Rest(0) + 1e4 * Rest(1) + 1e8 * Rest(2) + unit / 4096.0;
        }));
    }

    // Four units have more rows together than are in memory at once, which are 2^20.
    [Fact]
    public void LeaveOneOut_UnitsOfManyRows_IsTheSumsWithoutEach()
    {
        const int Units = 5, Rows = 300_000;
        var cells = new UnitCells<Whole>(ColumnStore.Memory);
        for (var row = 0; row < Rows; row++)
        {
            for (var unit = 0; unit < Units; unit++)
                cells.Add(unit, row % 2, new(unit + 1));
        }
        cells.Complete();

        var values = cells.LeaveOneOut(new([], Counts: null), Units, (_, rest) => rest[0].Value + 2 * rest[1].Value);

        var total = Enumerable.Range(1, Units).Sum();
        values.Should().Equal(Enumerable.Range(1, Units).Select(own => 3.0 * (total - own) * Rows / 2));
    }

    /// <summary>Creates up to five rows of whole numbers for each unit. Unit 1 has none.</summary>
    private static ((int Unit, int Cell, int Value)[] Rows, UnitCells<Whole> Cells) Create(int units)
    {
        var random = new Random(units);
        var rows = Enumerable.Range(0, units).SelectMany(unit => Enumerable.Range(0, unit == 1 ? 0 : 1 + random.Next(5))
            .Select(_ => (unit, random.Next(Cells), random.Next(1, 10)))).Append((0, Cells - 1, 1)).Append((units - 1, 0, 2)).ToArray();
        random.Shuffle(rows);
        var cells = new UnitCells<Whole>(ColumnStore.Memory);
        foreach (var (unit, cell, value) in rows)
            cells.Add(unit, cell, new(value));
        cells.Complete();
        return (rows, cells);
    }

    private static Whole[] SumOf((int Unit, int Cell, int Value)[] rows, Func<int, int> countOf) =>
        [.. Enumerable.Range(0, Cells).Select(cell => new Whole(rows.Where(row => row.Cell == cell).Sum(row => countOf(row.Unit) * row.Value)))];

    private readonly record struct Whole(double Value) : ISummand<Whole>
    {
        public Whole Plus(Whole other, double count) => new(Value + count * other.Value);
    }
}
