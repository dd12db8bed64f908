using Microsoft.ML.Data;
using Microsoft.ML.ReinforcementRanking.Tests.Contract;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.ReinforcementRanking.Tests.Sessions;

/// <summary>Tests what the type of an action column says, before there are data and with them.</summary>
public class ActionTypeTests
{
    private static readonly Dictionary<string, DataViewType> Types = new()
    {
        ["Vector"] = new VectorDataViewType(NumberDataViewType.Single, 2),
        ["Key"] = new KeyDataViewType(typeof(uint), 3),
        ["Text"] = TextDataViewType.Instance,
        ["Integer"] = NumberDataViewType.Int64,
    };

    [Theory]
    [InlineData("Vector", false, false, "a vector of Single")]
    [InlineData("Key", true, false, "a key")]
    [InlineData("Text", true, true, "text")]
    [InlineData("Integer", true, true, "an integer")]
    public void Of_Type_TellsWhatAnActionIs(string name, bool isCatalog, bool hasIds, string text)
    {
        var type = ActionTypes.Of(Types[name]);

        (type, ActionTypes.IsCatalog(Types[name]), type.HasIds(), type.Describe()).Should().Be((Enum.Parse<ActionType>(name), isCatalog, hasIds, text));
        ActionTypes.IsCatalog(ShapeOf(Types[name])).Should().Be(isCatalog);
    }

    private static SchemaShape.Column ShapeOf(DataViewType type)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("Action", type);
        return builder.ToSchema().ToShape().Single();
    }
}
