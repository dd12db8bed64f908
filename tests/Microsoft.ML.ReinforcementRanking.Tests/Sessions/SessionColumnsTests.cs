using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.ReinforcementRanking.Tests.Sessions;

/// <summary>Tests which columns of a second log, such as the validation data, must have the types of the training data.</summary>
public class SessionColumnsTests
{
    private static readonly SessionColumns Columns = new()
    {
        Features = "Features",
        Group = "Session",
        Responses = ["Click"],
        ResponseRole = ColumnRole.Task,
        Categories = ["Season"],
        Action = "Action",
        ActionFeatures = "ActionFeatures",
        Weight = "Weight",
    };

    private static readonly (string Name, DataViewType Type)[] Training =
    [
        ("Features", Vector(3)), ("Session", TextDataViewType.Instance), ("Click", BooleanDataViewType.Instance), ("Season", Key(4)), ("Action", Key(5)),
        ("ActionFeatures", Vector(2)), ("Weight", NumberDataViewType.Single),
    ];

    public static TheoryData<string, string, DataViewType> Fixed => new()
    {
        { "features", "Features", Vector(4) },
        { "task", "Click", NumberDataViewType.Single },
        { "categorical", "Season", Key(5) },
        { "action", "Action", Key(4) },
        { "action features", "ActionFeatures", Vector(1) },
    };

    public static TheoryData<string, DataViewType> Free => new()
    {
        { "Features", Vector(3) },
        { "Session", NumberDataViewType.Int64 },
        { "Weight", NumberDataViewType.Double },
    };

    [Theory]
    [MemberData(nameof(Fixed))]
    public void CheckSame_TypeThatTheNetworksDependOn_IsRefused(string role, string name, DataViewType type)
        => Checking(Columns, name, type).Should().Throw<ArgumentOutOfRangeException>().WithMessage($"*{role} column '{name}'*as in the training data*");

    [Theory]
    [MemberData(nameof(Free))]
    public void CheckSame_TypeThatNothingDependsOn_Passes(string name, DataViewType type) => Checking(Columns, name, type).Should().NotThrow();

    [Fact]
    public void CheckSame_ResponseThatIsNoTask_MayHaveAnotherType()
        => Checking(Columns with { ResponseRole = ColumnRole.Response }, "Click", NumberDataViewType.Single).Should().NotThrow();

    private static Action Checking(SessionColumns columns, string name, DataViewType type) => () => columns.CheckSame(LogRow.Host(), Schema(Training),
        Schema(Training.Select(column => column.Name == name ? (name, type) : column)));

    private static DataViewSchema Schema(IEnumerable<(string Name, DataViewType Type)> columns)
    {
        var builder = new DataViewSchema.Builder();
        foreach (var (name, type) in columns)
            builder.AddColumn(name, type);
        return builder.ToSchema();
    }

    private static VectorDataViewType Vector(int size) => new(NumberDataViewType.Single, size);

    private static KeyDataViewType Key(int count) => new(typeof(uint), count);
}
