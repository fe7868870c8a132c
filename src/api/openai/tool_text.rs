//! Tool definitions as the model reads them, for counting.
//!
//! Owns: the TypeScript-like rendering. Must not know: requests, token counts.

use crate::api::json::{Json, Object};

/// A function tool, as offered.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Function<'a> {
    /// Its name.
    pub name: &'a str,
    /// What it is for.
    pub description: Option<&'a str>,
    /// The JSON schema of its arguments.
    pub parameters: Option<&'a Object<'a>>,
}

/// All functions in one namespace.
#[must_use]
pub fn render(functions: &[Function<'_>]) -> String {
    let mut text = String::from("namespace functions {\n");
    for function in functions {
        text.push('\n');
        for line in function.description.into_iter().flat_map(str::lines) {
            text.push_str(&format!("// {line}\n"));
        }
        let properties = function.parameters.and_then(|schema| schema.get("properties"));
        match properties.and_then(Json::as_object).filter(|properties| !properties.is_empty()) {
            Some(_) => {
                let arguments = function.parameters.map_or_else(String::new, |schema| object(schema));
                text.push_str(&format!("type {} = (_: {arguments}) => any;\n", function.name));
            }
            None => text.push_str(&format!("type {} = () => any;\n", function.name)),
        }
    }
    text.push_str("\n} // namespace functions");
    text
}

fn object(schema: &Object<'_>) -> String {
    let Some(properties) = schema.get("properties").and_then(Json::as_object) else {
        return "object".to_owned();
    };
    let required = schema.get("required").and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
    let described = properties.iter().any(|(_, property)| description(property).is_some());
    let mut fields = Vec::with_capacity(properties.len());
    for (name, property) in properties.iter() {
        let mark = if required.iter().any(|known| known.as_str() == Some(name)) { "" } else { "?" };
        let words = description(property).map_or_else(String::new, |words| format!("// {words}\n"));
        fields.push(format!("{words}{name}{mark}: {}", kind(property)));
    }
    match (described, fields.as_slice()) {
        (false, [only]) => format!("{{ {only} }}"),
        _ => format!("{{\n{},\n}}", fields.join(",\n")),
    }
}

fn description<'a>(property: &'a Json<'_>) -> Option<&'a str> {
    property.as_object()?.get("description")?.as_str()
}

fn kind(property: &Json<'_>) -> String {
    let Some(schema) = property.as_object() else { return "any".to_owned() };
    if let Some(values) = schema.get("enum").and_then(Json::as_array) {
        return values.iter().map(ToString::to_string).collect::<Vec<_>>().join(" | ");
    }
    match schema.get("type").and_then(Json::as_str) {
        Some("integer" | "number") => "number".to_owned(),
        Some("array") => format!("{}[]", schema.get("items").map_or_else(|| "any".to_owned(), kind)),
        Some("object") => object(schema),
        Some(word) => word.to_owned(),
        None => "any".to_owned(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;
    use crate::api::tokens::count;
    use crate::models::Encoding;
    use serde_json::json;

    #[test]
    fn a_tool_is_rendered_as_recorded() {
        let parameters =
            json!({"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]});
        let parameters = Json::from(&parameters);
        let tool = Function {
            name: "get_weather",
            description: Some("Weather for a city."),
            parameters: parameters.as_object(),
        };
        let text = render(&[tool]);
        assert_eq!(
            text,
            "namespace functions {\n\n// Weather for a city.\ntype get_weather = (_: { city: string }) => any;\n\n} // \
             namespace functions"
        );
        assert_eq!(count(&text, Encoding::O200k), 26);
    }

    #[test]
    fn descriptions_and_enums_have_their_lines() {
        let parameters = json!({"type": "object", "required": ["unit"], "properties": {
            "unit": {"type": "string", "enum": ["c", "f"], "description": "The unit."},
            "days": {"type": "array", "items": {"type": "integer"}}}});
        let parameters = Json::from(&parameters);
        let tool = Function { name: "f", description: None, parameters: parameters.as_object() };
        assert_eq!(
            render(&[tool]),
            "namespace functions {\n\ntype f = (_: {\n// The unit.\nunit: \"c\" | \"f\",\ndays?: number[],\n}) => any;\n\n} \
             // namespace functions"
        );
    }
}
