using System.Reflection;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.ReinforcementRanking.Tests.Sessions;

/// <summary>Tests the loop over the rows of a view that all readers use.</summary>
public class VisitRowsTests
{
    [Fact]
    public void VisitRows_Rows_AreNumberedFromZeroAndCounted()
    {
        var context = new MLContext(1);
        List<int> visited = [];

        Visit(context, count: 3, visited.Add).Should().Be(3);

        visited.Should().Equal(0, 1, 2);
    }

    [Fact]
    public void VisitRows_CanceledContext_EndsAtTheNextCheck()
    {
        var context = new MLContext(1);
        // ML.NET has no public way to cancel the work of a context.
        var cancel = typeof(MLContext).GetMethod("CancelExecution", BindingFlags.Instance | BindingFlags.NonPublic)!.CreateDelegate<Action>(context);
        var last = -1;

        var visit = () => Visit(context, count: 10_000, row =>
        {
            last = row;
            if (row == 10)
                cancel();
        });

        visit.Should().Throw<OperationCanceledException>();
        last.Should().Be(4095, "it is checked before each row that is a multiple of 4096");
    }

    private static int Visit(MLContext context, int count, Action<int> visit)
    {
        var data = context.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(number => new Row { Number = number }));
        using var cursor = data.GetRowCursor(data.Schema);
        return cursor.VisitRows(((IHostEnvironment)context).Register("test"), visit);
    }

    private sealed class Row
    {
        public int Number { get; set; }
    }
}
