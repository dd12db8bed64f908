using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.ReinforcementRanking.Tests.Sessions;

/// <summary>Tests a view with columns that are held in memory.</summary>
public class AddedColumnsViewTests
{
    private static readonly float[] One = [10, 20, 30];

    private static readonly float[][] Two = [[1, 2, 3], [4, 5, 6]];

    [Fact]
    public void GetColumn_SourceAndAddedColumns_HaveTheirValues()
    {
        var view = View();

        view.GetColumn<int>("Number").Should().Equal(7, 8, 9);
        view.GetColumn<string>("Text").Should().Equal("a", "b", "c");
        view.GetColumn<float>("One").Should().Equal(One);
        view.GetColumn<float[]>("Two").Should().BeEquivalentTo(new float[][] { [1, 4], [2, 5], [3, 6] }, options => options.WithStrictOrdering());
        view.GetRowCount().Should().Be(3);
        view.CanShuffle.Should().BeFalse("each value belongs to the row at one position");
        view.Schema.Select(column => column.Name).Should().Equal("Number", "Text", "One", "Two");
    }

    [Fact]
    public void GetGetter_ColumnThatWasNotAskedFor_IsRefused()
    {
        var view = View();
        using var cursor = view.GetRowCursor([view.Schema["Number"], view.Schema["Two"]]);

        view.Schema.Select(cursor.IsColumnActive).Should().Equal(true, false, false, true);
        FluentActions.Invoking(() => cursor.GetGetter<float>(view.Schema["One"])).Should().Throw<ArgumentException>().WithMessage("*not active*");
        FluentActions.Invoking(() => cursor.GetGetter<float>(view.Schema["Two"])).Should().Throw<Exception>()
            .WithMessage("Column 'Two' is of type Vector<Single, 2>, which a getter of System.Single cannot read.");
    }

    private static AddedColumnsView View()
    {
        var source = new MLContext(1).Data.LoadFromEnumerable([new { Number = 7, Text = "a" }, new { Number = 8, Text = "b" }, new { Number = 9, Text = "c" }]);
        return new(LogRow.Host(), source, [new AddedColumn("One", One), new AddedColumn("Two", Two)]);
    }
}
