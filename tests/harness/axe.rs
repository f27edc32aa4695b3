//! axe-core inside a window: what a machine can find of what keeps people out.

use std::fmt::Write as _;
use std::fs;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::page::Page;
use super::paths;

/// Asks axe-core about the page as it is now, by the rules of WCAG 2.2 AA and axe's best practices.
///
/// # Errors
/// Lists each violation with the elements that show it.
pub async fn check(page: &Page, screen: &str) -> Result<()> {
    let loaded = page
        .run("return typeof window.axe === 'object'", vec![])
        .await?;
    if loaded != json!(true) {
        let source = paths::top().join("ui/node_modules/axe-core/axe.min.js");
        let source = fs::read_to_string(&source)
            .with_context(|| format!("reading {} (run `npm ci` in ui/)", source.display()))?;
        // The driver's own hand is not bound by the page's security policy, which lets no script in.
        page.run(&source, vec![]).await?;
    }
    let answer = page
        .run_async(
            "const done = arguments[arguments.length - 1]; \
             axe.run(document, { resultTypes: ['violations', 'incomplete'] }) \
               .then((found) => done({ passes: found.passes.length, violations: found.violations.map((v) => ({ \
                 id: v.id, help: v.help, nodes: v.nodes.map((n) => n.target.join(' ') + ': ' + n.failureSummary) })) }), \
               (error) => done({ error: String(error) }));",
            vec![],
        )
        .await?;
    ensure!(
        answer["error"].is_null(),
        "axe-core on {screen}: {}",
        answer["error"]
    );
    // An empty page has no violation either.
    ensure!(
        answer["passes"].as_u64() > Some(5),
        "axe-core looked at next to nothing on {screen}"
    );
    let violations = answer["violations"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    ensure!(violations.is_empty(), "{}", told(screen, violations));
    Ok(())
}

fn told(screen: &str, violations: &[Value]) -> String {
    let mut text = format!("axe-core on {screen}:");
    for violation in violations {
        let _ = write!(text, "\n  {}: {}", violation["id"], violation["help"]);
        for node in violation["nodes"].as_array().into_iter().flatten() {
            let _ = write!(text, "\n    {}", node.as_str().unwrap_or_default());
        }
    }
    text
}
